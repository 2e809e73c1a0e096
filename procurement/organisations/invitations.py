"""What an invitation gives. This app gives roles on organisations; a higher app registers what else it gives:

    on_invitation("lot", label=role_in_words, may_give=..., give=...)

for invitations whose `about` begins with "lot:".
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from procurement.accounts.models import Person

from .models import Invitation, OrganisationGrant

TOKEN_BYTES = 32


@dataclass(frozen=True)
class Gift:
    """How one kind of invitation is worded, who may make it, and what happens when it is accepted.

    `give` runs in the transaction of the acceptance and raises Refused where the role cannot be given any more.
    """

    label: Callable[[str], str]
    may_give: Callable[[Person, Invitation], bool]
    give: Callable[[Invitation, Person], None]


_gifts: dict[str, Gift] = {}


def on_invitation(kind: str, gift: Gift) -> None:
    """Register what invitations of a kind give; called once, when an app is ready."""
    _gifts[kind] = gift


def gift_of(invitation: Invitation) -> Gift:
    """What an invitation gives."""
    return _gifts[invitation.about.partition(":")[0]]


def role_in_words(invitation: Invitation) -> str:
    """The role that an invitation gives: "Procurement officer"."""
    return gift_of(invitation).label(invitation.role)


def place_in_words(invitation: Invitation) -> str:
    """What the role is on: the organisation, or what a higher app says."""
    return invitation.about_label or invitation.organisation.name


def organisation_role(role: str) -> str:
    """A role on an organisation in words."""
    return str(OrganisationGrant.Role(role).label)


def new_token() -> str:
    """The secret of a link: 256 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> str:
    """What is kept of a link's secret. It is random and long, so one round without salt is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def masked(email: str) -> str:
    """An address that its owner recognises and nobody else learns: "p•••@northmoor.example"."""
    local, _, domain = email.partition("@")
    return f"{local[:1]}•••@{domain}"
