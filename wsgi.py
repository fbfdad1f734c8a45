"""The web application for any WSGI server: `gunicorn wsgi:app`."""

from closeloop import config
from closeloop.app import create_app, open_house

app = create_app(open_house(config.read()))
