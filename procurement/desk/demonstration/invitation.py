"""An invitation that waits, so that a visitor sees one. Its mail is printed where the demonstration was started."""

from procurement.organisations.models import Invitation, OrganisationGrant
from procurement.organisations.services import invite

from .world import World

NAME, EMAIL = "Priya Nair", "priya.nair@demonstration.example"


def invite_somebody(world: World) -> None:
    """The administrator invites a second officer to the council; once, however often the demonstration is loaded."""
    if Invitation.objects.filter(email=EMAIL).exists():
        return
    invite(
        actor=world.person("administrator"),
        organisation=world.northmoor,
        role=OrganisationGrant.Role.OFFICER,
        name=NAME,
        email=EMAIL,
    )
