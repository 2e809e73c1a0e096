"""Changes to an account that its person, an invitation or the keeper of the keys makes."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from procurement.audit.models import AuditChain
from procurement.audit.services import record
from procurement.core.keys import application_keys
from procurement.core.sealing import opens

from .models import Person

ENCRYPTED = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}
"""Where each kind of second factor keeps what is encrypted under the application's keys."""


def confirm_email(*, person: Person, email: str) -> None:
    """Note that a person has shown that they read this address, by a link in a mail to it or by their organisation."""
    with transaction.atomic():
        address, _made = EmailAddress.objects.select_for_update().get_or_create(
            user=person, email=email.lower()
        )
        if not address.verified:
            address.verified = True
            address.primary = not EmailAddress.objects.filter(user=person, primary=True).exists()
            address.save(update_fields=["verified", "primary"])


def rename(*, actor: Person, name: str) -> None:
    """Change one's own name. What was recorded under the earlier one stays as it was."""
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=actor.pk)
        person.name = name
        person.save(update_fields=["name"])


def remove_second_factors(*, person: Person) -> int:
    """Remove all second factors of somebody who can show none any more, and end their sessions. Returns how many.

    Asked for on the command line, by those who run the installation and have made sure of the person.
    """
    with transaction.atomic():
        row = Person.objects.select_for_update().get(pk=person.pk)
        factors = Authenticator.objects.filter(user=row)
        count = int(factors.exclude(type=Authenticator.Type.RECOVERY_CODES).count())
        factors.delete()
        for session in UserSession.objects.filter(user=row):
            session.end()
        record(
            chain=AuditChain.GENERAL,
            action="person.second_factors_removed",
            subject=f"person:{row.pk}",
            actor=None,
            details={"to": str(row), "count": count},
        )
    return count


def rewrap_second_factors() -> int:
    """Encrypt the secret of every second factor again under the newest of the application's keys. Returns how many.

    Raises InvalidToken where no key opens one of them; those before it are done by then, which does no harm.
    """
    keys, count = application_keys(), 0
    for factor_id in Authenticator.objects.filter(type__in=ENCRYPTED).values_list("pk", flat=True):
        with transaction.atomic():
            factor = Authenticator.objects.select_for_update().get(pk=factor_id)
            name = ENCRYPTED[Authenticator.Type(factor.type)]
            if name in factor.data:
                factor.data[name] = keys.rotate(factor.data[name].encode()).decode()
                factor.save(update_fields=["data"])
                count += 1
    return count


def second_factors_unopened_with(keys: list[str]) -> list[Authenticator]:
    """The second factors whose secret none of these Fernet keys opens. Budget: 1 query."""
    factors = Authenticator.objects.filter(type__in=ENCRYPTED).select_related("user").order_by("pk")
    return [
        factor
        for factor in factors
        if (name := ENCRYPTED[Authenticator.Type(factor.type)]) in factor.data
        and not opens(keys, factor.data[name].encode())
    ]
