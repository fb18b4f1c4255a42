"""POST /actions/<verb> in Flask: translation only; `kiosk.pages.answer` decides."""

from flask import Blueprint, Response, current_app, request

from kiosk.pages.action_request import ActionRequest
from kiosk.pages.answer import answer

pages = Blueprint("actions", __name__)


@pages.route("/actions/<verb>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def act(verb: str) -> Response:
    status, headers, body = answer(current_app.extensions["house"], ActionRequest(verb, request.environ))
    return Response(body, status, headers)
