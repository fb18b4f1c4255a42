"""Being built."""

from flask import Blueprint

pages = Blueprint("register", __name__)
