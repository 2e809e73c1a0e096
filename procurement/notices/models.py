"""Files of notices that an officer is choosing from. Nothing that counts lives here: a tender keeps its own
copy.
"""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models

from .ocds import Outcome, read_notices, read_releases


class NoticeFile(models.Model):
    """A file of notices as one person uploaded it, readable by its rules. Kept for a day, seen by nobody
    else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "sha256"],
                name="notice_file_once_per_person",
                violation_error_message="You uploaded this file already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def outcomes(self, *, now: datetime) -> list[Outcome]:
        """What its notices give, in the order of the file; see `ocds.read_notices`."""
        return read_notices(read_releases(bytes(self.content)), now=now)
