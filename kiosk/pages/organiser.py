"""Being built."""

from flask import Blueprint

pages = Blueprint("organiser", __name__)
