"""Where people and invitations appear: on the page about one's own account."""

from procurement.core.navigation import NavItem, account

from .queries import invites_somebody


def register() -> None:
    """Called once, when the app is ready."""
    account.register(NavItem("People and invitations", "organisations:list", visible=invites_somebody))
