"""What a person's own account holds, for the page about it."""

import re
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from .models import Person

# The order decides: Edge and Opera say that they are Chrome, and Chrome that it is Safari.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "an Android device"),
    ("Windows", "Windows"),
    ("Mac OS", "a Mac"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class SignedIn:
    """One session: where somebody is signed in. `current` is the one that the page is read in."""

    id: int
    device: str
    ip: str
    began_at: datetime
    last_seen_at: datetime
    current: bool


@dataclass(frozen=True)
class SecondFactors:
    """What a person has set up. `codes_left` is None where there are no recovery codes."""

    app: bool
    passkeys: tuple[str, ...]
    codes_left: int | None

    @property
    def any(self) -> bool:
        """Whether there is a second factor."""
        return self.app or bool(self.passkeys)


def device_of(user_agent: str) -> str:
    """What a browser says of itself, in words: "Firefox on Windows"."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "A browser")
    system = next((name for sign, name in SYSTEMS if re.search(sign, user_agent)), "")
    return f"{browser} on {system}" if system else browser


def sessions_of(person: Person, *, current: str | None) -> list[SignedIn]:
    """Where a person is signed in, the present session first, then the latest used.

    Budget: 1 query, and two for each session, because each is looked up to leave out those that are over.
    """
    rows = UserSession.objects.purge_and_list(person)
    found = [
        SignedIn(
            id=row.pk,
            device=device_of(row.user_agent),
            ip=row.ip,
            began_at=row.created_at,
            last_seen_at=row.last_seen_at,
            current=row.session_key == current,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (not one.current, -one.last_seen_at.timestamp()))


def second_factors_of(person: Person) -> SecondFactors:
    """The second factors that a person has set up. Budget: 1 query."""
    found = list(Authenticator.objects.filter(user=person).order_by("created_at"))
    codes = next((one for one in found if one.type == Authenticator.Type.RECOVERY_CODES), None)
    return SecondFactors(
        app=any(one.type == Authenticator.Type.TOTP for one in found),
        passkeys=tuple(str(one) for one in found if one.type == Authenticator.Type.WEBAUTHN),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
    )


def pending_address_of(person: Person) -> str:
    """The address that a person is changing to and has not confirmed; empty when there is none. Budget: 1 query."""
    pending = EmailAddress.objects.filter(user=person, verified=False).order_by("pk").last()
    return pending.email if pending and pending.email != person.email else ""


def is_linked(person: Person) -> bool:
    """Whether a person signs in at their organisation's own provider too. Budget: 1 query."""
    return bool(SocialAccount.objects.filter(user=person).exists())
