"""What has to be set before others use the site: asked by `manage.py check` and by the release."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

OF_SETTINGS = "settings"
"""The tag of what is asked at every start, also where checks of the code are skipped: `check --tag settings`."""


@register(OF_SETTINGS)
def notifications_can_be_sent(**_given: Any) -> list[CheckMessage]:
    """Notifications hold links, so they need the site's address; GOV.UK Notify needs a template beside its key."""
    found: list[CheckMessage] = []
    practice = settings.DEMO or settings.DEBUG
    if not practice and not settings.SITE_URL.startswith("https://"):
        found.append(
            Error(
                "SITE_URL is not an address that begins with https://, so links in mail would lead nowhere.",
                hint="Set SITE_URL to where people reach the site, for example https://tenders.example.org",
                id="commonweal.E001",
            )
        )
    if settings.GOVUK_NOTIFY_API_KEY and not settings.GOVUK_NOTIFY_TEMPLATE_ID:
        found.append(
            Error(
                "GOVUK_NOTIFY_API_KEY is set without GOVUK_NOTIFY_TEMPLATE_ID.",
                hint="Make a template at GOV.UK Notify with the subject ((subject)) and the message ((body)), and "
                "set its id.",
                id="commonweal.E002",
            )
        )
    return found
