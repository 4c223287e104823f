"""The WSGI entry: `granian --interface wsgi wsgi:app`, `gunicorn wsgi:app`."""

import gc

from config import Config
from registry.app import create_app

app = create_app(Config.from_environ())

gc.freeze()  # what the app is made of stays; the collector need not look at it again
