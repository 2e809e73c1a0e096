"""Who joins the panel."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from procurement.accounts.models import Person
from procurement.core.forms import GovForm, Option, RadiosField

from ..models import TenderGrant

Role = TenderGrant.Role
ROLE_HINTS = {
    Role.EVALUATOR: "Marks the answers, without seeing anybody else's marks or any price.",
    Role.SOCIAL_VALUE_REVIEWER: "Decides how much of each commitment counts.",
    Role.MODERATOR: "Leads the meeting that agrees consensus marks, and closes moderation.",
    Role.APPROVER: "Approves the award. It is never the person who recommends it.",
}


class GrantForm(GovForm):
    """A person by e-mail address, a role, and where it holds."""

    submit_label = "Add to the panel"

    email = forms.EmailField(
        label="E-mail address",
        help_text="Of somebody who has an account here.",
        error_messages={"invalid": "Enter an e-mail address in the correct format, like name@example.org"},
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

    def clean_email(self) -> Person:
        """The person with this address."""
        person = Person.objects.filter(email__iexact=self.cleaned_data["email"].strip()).first()
        if person is None:
            raise ValidationError(
                "Nobody with this e-mail address has an account here. Check it, or ask an administrator to invite them"
            )
        return person

    @property
    def whole_tender(self) -> bool:
        """Whether the role holds on every lot."""
        return self.cleaned_data.get("where") == "tender"
