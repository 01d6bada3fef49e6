"""The app for a server: gunicorn wsgi:app."""

from exchange import create_app
from exchange.demo.mark import refuse_demo_data

app = create_app()
refuse_demo_data(app)
