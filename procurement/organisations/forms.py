"""Whom to invite, and what the person invited tells about themselves."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from procurement.accounts.models import Person
from procurement.core.forms import GovForm, LineField, Option, RadiosField

from .invitations import organisation_role
from .models import Invitation, Organisation, OrganisationGrant

Role = OrganisationGrant.Role
LONGEST_NAME = Invitation._meta.get_field("name").max_length
WRONG_FORMAT = "Enter an e-mail address in the correct format, like name@example.org"
ROLE_HINTS = {
    Role.OFFICER: "Plans tenders, builds the criteria, publishes, opens bids and recommends the award.",
    Role.APPROVER: "Opens bids as the second person and approves the award.",
    Role.ADMINISTRATOR: "Invites people, and sees every tender and its history.",
    Role.BID_WRITER: "Writes and submits bids for the supplier, and reads what the others wrote.",
}


class AuthorityForm(GovForm):
    """A form that asks for whom; with one authority it is chosen already."""

    authority = RadiosField(label="Contracting authority", choices=())

    def __init__(
        self,
        *args: Any,
        authorities: Iterable[Organisation],
        hints: Mapping[Organisation, str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        said = hints or {}
        self.known = {str(one.pk): one for one in authorities}
        field = self.fields["authority"]
        field.choices = [Option(key, one.name, hint=said.get(one, "")) for key, one in self.known.items()]  # type: ignore[attr-defined]
        if len(self.known) == 1:
            field.initial = next(iter(self.known))

    def chosen(self) -> Organisation:
        """The authority that was chosen; for a valid form."""
        return self.known[self.cleaned_data["authority"]]


class InviteForm(GovForm):
    """Who is invited to which role."""

    title = "Invite somebody"
    submit_label = "Send the invitation"

    name = LineField(
        label="Full name", max_length=LONGEST_NAME, error_messages={"required": "Enter their full name"}
    )
    email = forms.EmailField(
        label="E-mail address",
        help_text="Their own, at work. Whoever opens the mail can accept the invitation.",
        error_messages={"invalid": WRONG_FORMAT, "required": "Enter their e-mail address"},
    )
    role = RadiosField(label="What will they do?")

    def __init__(self, *args: Any, roles: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            Option(role, organisation_role(role), hint=ROLE_HINTS[Role(role)]) for role in roles
        ]
        if len(roles) == 1:
            self.fields["role"].initial = roles[0]


class AcceptForm(GovForm):
    """The name and the password of a new account."""

    submit_label = "Accept and sign in"

    name = LineField(
        label="Full name",
        max_length=LONGEST_NAME,
        help_text="As your colleagues know you. It stands in the records of what you do.",
        error_messages={"required": "Enter your full name"},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label="Choose a password",
        help_text="At least 12 characters. Three or four words that do not belong together are easy to remember.",
        strip=False,
        error_messages={"required": "Choose a password"},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="The password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Both passwords agree, and the rules for passwords hold for this person."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        password, again = given.get("password"), given.get("again")
        if password and again and password != again:
            self.add_error("again", "The two passwords differ. Type the same one twice")
        elif password:
            try:
                validate_password(password, Person(email=self.email, name=given.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return given
