"""The app for a server: gunicorn wsgi:app."""

from exchange import create_app

app = create_app()
