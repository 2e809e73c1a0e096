"""Every change of organisations, their roles and their invitations."""

from .invitations import accept, invite, invite_about, send_again, withdraw
from .roles import create_organisation, grant_role

__all__ = [
    "accept",
    "create_organisation",
    "grant_role",
    "invite",
    "invite_about",
    "send_again",
    "withdraw",
]
