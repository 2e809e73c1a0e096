"""Mail by GOV.UK Notify: a Django e-mail backend over the service's own client.

Notify sends what its templates say. One template is enough: subject `((subject))`, message `((body))`.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from notifications_python_client.notifications import NotificationsAPIClient


class GovukNotifyBackend(BaseEmailBackend):
    """Sends each message to each of its addresses: subject and text only, the sender is the one set up at Notify.

    Errors of the service are raised, so that the outbox tries again.
    """

    def __init__(self, *, fail_silently: bool = False, **_options: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self._client = NotificationsAPIClient(
            settings.GOVUK_NOTIFY_API_KEY, base_url=settings.GOVUK_NOTIFY_URL, timeout=15
        )

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many messages were taken by the service."""
        for message in email_messages:
            for address in message.recipients():
                self._client.send_email_notification(
                    email_address=address,
                    template_id=settings.GOVUK_NOTIFY_TEMPLATE_ID,
                    personalisation={"subject": message.subject, "body": message.body},
                )
        self._client.request_session.close()
        return len(email_messages)
