"""What follows from what allauth says happened; connected in the app's `ready`."""

import time
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.signals import password_reset, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.http import HttpRequest

from .middleware import SEEN
from .models import Person
from .second_factor import FACTORS, forget_shown, standing_of
from .services import confirm_email


def follow_sign_in(*, request: HttpRequest, **_given: Any) -> None:
    """From now on it is noted when the session was last used."""
    request.session[SEEN] = int(time.time())


def follow_reset(*, user: Person, **_given: Any) -> None:
    """Who chose a new password by a link in a mail reads that address.

    Not where another address waits for its confirmation: the mail may have gone there.
    """
    if not EmailAddress.objects.filter(user=user).exclude(email=user.email.lower()).exists():
        confirm_email(person=user, email=user.email)


def follow_added(*, request: HttpRequest, user: Person, authenticator: Authenticator, **_given: Any) -> None:
    """Who set up a second factor has just shown it."""
    if authenticator.type in FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def follow_removed(*, request: HttpRequest, user: Person, **_given: Any) -> None:
    """Whose last second factor is gone has to set one up before they go on, if they need one."""
    if not standing_of(user).set_up:
        forget_shown(request)


def connect() -> None:
    """Called once, when the app is ready."""
    user_logged_in.connect(follow_sign_in, dispatch_uid="accounts.follow_sign_in")
    password_reset.connect(follow_reset, dispatch_uid="accounts.follow_reset")
    authenticator_added.connect(follow_added, dispatch_uid="accounts.follow_added")
    authenticator_removed.connect(follow_removed, dispatch_uid="accounts.follow_removed")
