"""Publication: the person says that what they saw is what they publish."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from procurement.core.forms import GovForm


class PublishForm(GovForm):
    """One box to tick, and the hashes of the rules that were on the page."""

    submit_label = "Publish the tender"

    confirm = forms.BooleanField(
        label="I have read the rules below. They are what bids will be scored by, and cannot be edited afterwards.",
        error_messages={"required": "Tick the box to say that you have read the rules"},
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def show(self, seen: str) -> None:
        """Put the hashes of the rules that are on the page into the form; a box ticked for others is empty again."""
        self.fields["seen"].initial = seen
        if self.is_bound:
            self.data = MultiValueDict({self.add_prefix("seen"): [seen]})

    def clean_seen(self) -> dict[int, str]:
        """The hash of each lot's model as it was on the page, by lot number."""
        stale = "This page is no longer complete. Load it again, read the rules and publish"
        try:
            seen: Any = json.loads(self.cleaned_data["seen"])
            return {int(number): str(digest) for number, digest in seen.items()}
        except (ValueError, AttributeError):
            raise ValidationError(stale) from None
