"""Two clicks in the same moment: an invitation is made once, and accepted once."""

import pytest

from procurement.accounts.models import Person
from procurement.audit.queries import history
from procurement.core.errors import Refused
from procurement.organisations.models import Invitation, OrganisationGrant
from procurement.organisations.services import accept, invite
from tests.bids.test_concurrency import at_once
from tests.factories import AuthorityFactory, OrganisationGrantFactory
from tests.second_factors import PASSWORD

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
Role = OrganisationGrant.Role


def test_two_at_once_make_one_invitation_and_one_person() -> None:
    council = AuthorityFactory()
    anita = OrganisationGrantFactory(organisation=council, role=Role.ADMINISTRATOR).person
    given = {"role": Role.OFFICER, "name": "Priya Nair", "email": "priya@northmoor.example"}

    made = at_once(*[lambda: invite(actor=anita, organisation=council, **given)] * 2)
    invitation = Invitation.objects.get()
    assert made == [invitation, invitation]
    assert history(chain="general").filter(action="invitation.made").count() == 1

    new = {"actor": None, "name": "Priya Nair", "password": PASSWORD}
    came = at_once(*[lambda: accept(invitation=invitation, **new)] * 2)

    assert sorted(isinstance(one, Refused) for one in came) == [False, True]
    assert Person.objects.filter(email="priya@northmoor.example").count() == 1
    assert OrganisationGrant.objects.filter(role=Role.OFFICER).count() == 1
    assert history(chain="general").filter(action="invitation.accepted").count() == 1
