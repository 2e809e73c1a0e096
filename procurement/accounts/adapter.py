"""How sign-in behaves: people are invited, nobody signs themselves up, and no request waits for a mail server."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from qrcode.image.svg import SvgPathImage

from procurement.core.keys import application_keys
from procurement.core.mail import post_mail

from .models import Person
from .second_factor import standing_of
from .services import confirm_email


class InvitedPeopleAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts of people who were invited, with mail by the outbox."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address and the password do not belong together",
        "too_many_login_attempts": (
            "There were too many attempts to sign in. Wait five minutes and try again, or choose a new password"
        ),
        "enter_current_password": "Enter the password that you have now",
        "incorrect_password": "This is not your password",
        "incorrect_code": "This code is not right. Wait for the next one, and check the time of your device",
        "same_as_current": "Enter an address that differs from the present one",
        "rate_limited": "There were too many attempts. Wait a few minutes and try again",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: Mapping[str, Any]) -> None:
        """Write the mail into the outbox, from where the worker sends it."""
        words = {"request": self.request, "email": email, "site_name": settings.SITE_NAME, **context}
        mail = self.render_mail(template_prefix, email, words)
        with transaction.atomic():
            post_mail(to=email, subject=mail.subject, text=mail.body)

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:  # noqa: FBT001
        """Write to an address that somebody else has that they have it: no link could ever take it from them."""
        address = emailconfirmation.email_address
        if Person.objects.filter(email__iexact=address.email).exclude(pk=address.user_id).exists():
            self.send_account_already_exists_mail(address.email)
        else:
            super().send_confirmation_mail(request, emailconfirmation, signup)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_home")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("account_home" if self.request.user.is_authenticated else "account_login")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who has a second factor proves it with that: a password alone does not change what protects the account."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        stronger = [method for method in methods if method["id"] != "reauthenticate"]
        return [{**method, "description": _WAYS[method["id"]]} for method in stronger or methods]


_WAYS = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code of your authenticator app, or a recovery code",
    "mfa_reauthenticate:webauthn": "Use a passkey",
}
"""How somebody shows again that it is them, by allauth's names of the ways."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are encrypted under the application's keys."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": InvitedPeopleAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": (
            "Your role needs a second factor, and this is your only one. Add a passkey first, then remove the app"
        ),
    }

    def encrypt(self, text: str) -> str:
        return application_keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return application_keys().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return settings.SITE_NAME

    def _get_site_name(self) -> str:
        return settings.SITE_NAME

    def build_totp_svg(self, url: str) -> str:
        """The QR code as an element for the page itself: the content policy takes no picture from a `data:` address."""
        drawn = BytesIO()
        qrcode.make(url, image_factory=SvgPathImage).save(drawn)
        _declaration, found, element = drawn.getvalue().decode().partition("<svg ")
        return f'{found}class="cw-qr" role="img" aria-label="QR code of the secret key below" {element}'

    def generate_authenticator_name(self, user: Person, type: str) -> str:  # noqa: A002 - allauth's name for it
        present = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {present + 1}" if present else "Passkey"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether somebody who needs a second factor keeps another one."""
        others = Authenticator.objects.filter(user=authenticator.user).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        )
        if others.exclude(pk=authenticator.pk).exists():
            return True
        return settings.DEMO or not standing_of(authenticator.user).required


class KnownPeopleAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Sign-in at an organisation's own provider: for people with an account here of the same confirmed address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[Person, str] | None:
        """The person whose address the provider vouches for; none where it does not say that it was confirmed."""
        found: tuple[Person, str] | None = super().authenticate_by_email(sociallogin)
        if found:
            confirm_email(person=found[0], email=found[1])
        return found

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse to link an account of somebody else's address to the person who is signed in."""
        if sociallogin.state.get("process") != AuthProcess.CONNECT:
            return
        confirmed = {address.email.lower() for address in sociallogin.email_addresses if address.verified}
        if getattr(request.user, "email", "").lower() not in confirmed:
            raise ImmediateHttpResponse(render(request, "socialaccount/other_address.html", status=403))
