"""Who may invite whom to what."""

from typing import Any

from procurement.accounts.models import Person
from procurement.core.permissions import Condition, permission

from .invitations import gift_of
from .models import Invitation, Organisation, OrganisationGrant
from .roles import roles_of

Role, Kind = OrganisationGrant.Role, Organisation.Kind
ROLES_OF_KIND: dict[str, tuple[str, ...]] = {
    Kind.AUTHORITY: (Role.OFFICER, Role.APPROVER, Role.ADMINISTRATOR),
    Kind.SHARED_SERVICE: (Role.OFFICER, Role.APPROVER, Role.ADMINISTRATOR),
    Kind.SUPPLIER: (Role.BID_WRITER,),
}


def roles_to_give(person: Any, organisation: Organisation) -> tuple[str, ...]:
    """The roles on an organisation to which somebody may invite: an administrator to all, a bid writer to their own."""
    held = roles_of(person, on=organisation)
    if Role.ADMINISTRATOR in held:
        return ROLES_OF_KIND[organisation.kind]
    if organisation.kind == Kind.SUPPLIER and Role.BID_WRITER in held:
        return (Role.BID_WRITER,)
    return ()


def may_give_on_organisation(person: Person, invitation: Invitation) -> bool:
    """Whether somebody may give the role on an organisation that an invitation is to."""
    return invitation.role in roles_to_give(person, invitation.organisation)


INVITE = permission(
    "organisations.invite",
    Condition(
        lambda person, organisation: bool(roles_to_give(person, organisation)),
        "Administrators invite people to an authority or a shared service, and bid writers to their supplier.",
    ),
)
MANAGE_INVITATION = permission(
    "organisations.manage_invitation",
    Condition(
        lambda person, invitation: gift_of(invitation).may_give(person, invitation),
        "Whoever may give this role withdraws the invitation to it, or sends it again.",
    ),
)
