"""The web application as gunicorn finds it."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "procurement.settings")

application = get_wsgi_application()
# Every page is loaded here, once before gunicorn makes its processes, and not in each with the first request.
get_resolver().url_patterns  # noqa: B018
