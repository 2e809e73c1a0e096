"""Who joins the panel."""

from typing import Any

from django import forms

from procurement.accounts.models import Person
from procurement.core.forms import GovForm, LineField, Option, RadiosField
from procurement.organisations.models import Invitation

from ..models import TenderGrant

Role = TenderGrant.Role
ROLE_HINTS = {
    Role.EVALUATOR: "Marks the answers, without seeing anybody else's marks or any price.",
    Role.SOCIAL_VALUE_REVIEWER: "Decides how much of each commitment counts.",
    Role.MODERATOR: "Leads the meeting that agrees consensus marks, and closes moderation.",
    Role.APPROVER: "Approves the award. It is never the person who recommends it.",
}


class GrantForm(GovForm):
    """A person by e-mail address, a role, and where it holds. Who has no account is invited by name."""

    submit_label = "Add to the panel"

    email = forms.EmailField(
        label="E-mail address",
        error_messages={"invalid": "Enter an e-mail address in the correct format, like name@example.org"},
    )
    name = LineField(
        label="Full name, if they have no account here",
        help_text="They get an invitation by e-mail, and join the panel when they accept it.",
        max_length=Invitation._meta.get_field("name").max_length,
        required=False,
    )
    role = RadiosField(
        label="What will they do?",
        choices=[Option(role.value, role.label, hint=hint) for role, hint in ROLE_HINTS.items()],
    )
    where = RadiosField(
        label="Where?", choices=[("lot", "This lot"), ("tender", "Every lot of the tender")], initial="lot"
    )

    def __init__(self, *args: Any, several_lots: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not several_lots:
            del self.fields["where"]

    person: Person | None = None
    """Who has this address; None for somebody to invite."""

    def clean(self) -> dict[str, Any]:
        """Find the person, or see that there is a name to invite somebody by."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        email = given.get("email", "").strip()
        self.person = Person.objects.filter(email__iexact=email).first() if email else None
        if email and self.person is None and not given.get("name"):
            self.add_error(
                "email",
                "Nobody with this e-mail address has an account here. Check it, or enter their name to invite them",
            )
        return given

    @property
    def whole_tender(self) -> bool:
        """Whether the role holds on every lot."""
        return self.cleaned_data.get("where") == "tender"
