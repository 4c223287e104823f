"""The WSGI entry: `granian --interface wsgi wsgi:app`, `gunicorn wsgi:app`."""

from config import Config
from registry.app import create_app

app = create_app(Config.from_environ())
