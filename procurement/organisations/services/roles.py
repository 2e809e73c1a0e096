"""Making organisations and granting roles on them."""

from django.db import transaction

from procurement.accounts.models import Person
from procurement.audit.models import AuditChain
from procurement.audit.services import record

from ..models import Organisation, OrganisationGrant


def create_organisation(
    *,
    actor: Person | None,
    kind: str,
    name: str,
    part_of: Organisation | None = None,
    identifier_scheme: str = "",
    identifier: str = "",
    is_vcse: bool = False,
    is_sme: bool = False,
) -> Organisation:
    """A new organisation. Raises IntegrityError where the kind has one of this name; look it up first."""
    with transaction.atomic():
        organisation = Organisation.objects.create(
            kind=kind,
            name=name,
            part_of=part_of,
            identifier_scheme=identifier_scheme,
            identifier=identifier,
            is_vcse=is_vcse,
            is_sme=is_sme,
        )
        record(
            chain=AuditChain.GENERAL,
            action="organisation.created",
            subject=f"organisation:{organisation.pk}",
            actor=actor,
            details={"name": name, "kind": kind},
        )
    return organisation


def grant_role(
    *, actor: Person | None, person: Person, organisation: Organisation, role: str
) -> OrganisationGrant:
    """Give a person a role on an organisation; giving it twice changes nothing."""
    with transaction.atomic():
        grant, made = OrganisationGrant.objects.get_or_create(
            person=person, organisation=organisation, role=role
        )
        if made:
            record(
                chain=AuditChain.GENERAL,
                action="organisation.role_granted",
                subject=f"organisation:{organisation.pk}",
                actor=actor,
                details={"to": str(person), "role": role, "organisation": organisation.name},
            )
    return grant
