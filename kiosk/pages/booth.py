"""Being built."""

from flask import Blueprint

pages = Blueprint("booth", __name__)
