"""Being built."""

from flask import Blueprint

pages = Blueprint("kiosk", __name__)
