"""Who needs a second factor, who has one, and whether a session has shown it.

This app knows no roles. The apps that give roles say which of them need a second factor, when they are ready:

    need_second_factor(lambda: OrganisationGrant.objects.filter(person=OuterRef("pk"), role__in=...))
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from .models import Person

Holders = Callable[[], QuerySet[Any]]
"""Rows that make a second factor necessary for the person `OuterRef("pk")`; a function, as models load late."""

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What is a second factor by itself. Recovery codes only stand in for one."""

_holders: list[Holders] = []


def need_second_factor(holders: Holders) -> None:
    """Say which grants need a second factor; called once, when an app is ready."""
    _holders.append(holders)


@dataclass(frozen=True)
class Standing:
    """Whether a person's roles need a second factor, and whether they have one."""

    required: bool
    set_up: bool


def standing_of(person: Person) -> Standing:
    """What a person needs and has. Budget: 1 query."""
    needs = Q()
    for holders in _holders:
        needs |= Q(Exists(holders()))
    has = Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS))
    # An empty condition would hold for everybody, where it has to hold for nobody.
    required, set_up = (
        Person.objects.filter(pk=person.pk)
        .annotate(required=needs or Q(pk__isnull=True), set_up=has)
        .values_list("required", "set_up")
        .get()
    )
    return Standing(bool(required), bool(set_up))


def is_shown(request: HttpRequest) -> bool:
    """Whether this session has shown a second factor, or a recovery code. Costs no query: the session holds it."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def forget_shown(request: HttpRequest) -> None:
    """After the last second factor is removed: the session has shown none."""
    records = get_authentication_records(request, request.user)
    kept = [record for record in records if record.get("method") != "mfa"]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept
