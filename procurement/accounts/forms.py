"""What a person types about their own account: our forms, and allauth's in our words."""

from typing import ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn

from procurement.core.forms import GovForm, LineField
from procurement.core.forms.base import GovFormMixin

from .models import Person

LONGEST_NAME = Person._meta.get_field("name").max_length


class NameForm(GovForm):
    """The name that others see."""

    title = "Change your name"
    submit_label = "Save my name"

    name = LineField(
        label="Full name",
        max_length=LONGEST_NAME,
        help_text="As your colleagues know you. It stands in the records of what you do from now on.",
        error_messages={"required": "Enter your full name"},
    )


class _Worded(GovFormMixin):
    """One of allauth's forms in our words: `labels` and `hints` by the names of its fields."""

    labels: ClassVar[dict[str, str]] = {}
    hints: ClassVar[dict[str, str]] = {}

    def say_in_plain_words(self) -> None:
        """Label the fields first: the messages name them."""
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            # A placeholder repeats the label in pale grey and is gone when it is needed.
            field.widget.attrs.pop("placeholder", None)
        super().say_in_plain_words()


EMAIL, PASSWORD, NEW, AGAIN = "E-mail address", "Password", "New password", "New password again"
RULES = "At least 12 characters. Three or four words that do not belong together are easy to remember."
CODE_HINT = "Six digits, from your authenticator app. A recovery code is taken as well."


class SignInForm(_Worded, account.LoginForm):  # type: ignore[misc]
    labels = {"login": EMAIL, "password": PASSWORD}


class NewAddressForm(_Worded, account.AddEmailForm):  # type: ignore[misc]
    labels = {"email": "New e-mail address"}


class ChangePasswordForm(_Worded, account.ChangePasswordForm):  # type: ignore[misc]
    labels = {"oldpassword": "Present password", "password1": NEW, "password2": AGAIN}
    hints = {"password1": RULES}


class SetPasswordForm(_Worded, account.SetPasswordForm):  # type: ignore[misc]
    labels = {"password1": NEW, "password2": AGAIN}
    hints = {"password1": RULES}


class ForgottenForm(_Worded, account.ResetPasswordForm):  # type: ignore[misc]
    labels = {"email": EMAIL}


class ResetForm(_Worded, account.ResetPasswordKeyForm):  # type: ignore[misc]
    labels = {"password1": NEW, "password2": AGAIN}
    hints = {"password1": RULES}


class PasswordAgainForm(_Worded, account.ReauthenticateForm):  # type: ignore[misc]
    labels = {"password": PASSWORD}


class CodeForm(_Worded, mfa.AuthenticateForm):  # type: ignore[misc]
    labels = {"code": "Code"}
    hints = {"code": CODE_HINT}


class CodeAgainForm(_Worded, mfa.ReauthenticateForm):  # type: ignore[misc]
    labels = {"code": "Code"}
    hints = {"code": CODE_HINT}


class AppForm(_Worded, totp.ActivateTOTPForm):  # type: ignore[misc]
    labels = {"code": "Code"}
    hints = {"code": "Six digits. Your app shows new ones every half minute."}


class PasskeyForm(_Worded, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    labels = {"name": "Name of the passkey", "passwordless": "Let this passkey sign me in by itself"}
    hints = {
        "name": "So that you can tell it from others, such as “Work laptop”.",
        "passwordless": "You then need no password. The device asks for your fingerprint, your face or its PIN.",
    }


class PasskeyNameForm(_Worded, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    labels = {"name": "Name of the passkey"}
