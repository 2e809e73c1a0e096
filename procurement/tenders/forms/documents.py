"""What an officer types about a document, and what a bid writer accepts before reading a restricted one."""

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings

from procurement.core.files import KINDS, TAKEN
from procurement.core.formatting import file_size
from procurement.core.forms import (
    GovForm,
    LineField,
    LongTextField,
    Option,
    RadiosField,
    RevisionMixin,
    UploadField,
)
from procurement.organisations.models import Organisation

from ..models import Lot, TenderDocument
from ..undertaking import TEXT_VERSION

Kind = TenderDocument.Kind
EVERYBODY, RESTRICTED = "everybody", "restricted"
WHOLE_TENDER, THIS_LOT = "tender", "lot"
KIND_HINTS = {
    Kind.SPECIFICATION: "What has to be delivered, and to what standard.",
    Kind.TERMS: "The contract that the winner signs.",
    Kind.PRICING: "How prices are to be put together, or a schedule of prices to fill in.",
    Kind.WORKFORCE: "Who works on the present service, without names. It is always restricted.",
    Kind.OTHER: "Plans, policies, answers to questions, anything else.",
}


def _file_field(form: forms.Form) -> None:
    field = form.fields["file"]
    field.largest = settings.MAX_DOCUMENT_BYTES  # type: ignore[attr-defined]
    field.help_text = (
        f"Up to {file_size(settings.MAX_DOCUMENT_BYTES)}: {TAKEN}. Files with macros are refused."
    )
    field.widget.attrs["accept"] = ",".join(f".{ending}" for ending in KINDS)


class DocumentForm(GovForm):
    """One more document: its file, what it is, and who may read it."""

    submit_label = "Add the document"
    guard = True

    kind = RadiosField(
        label="What kind of document is it?",
        choices=[Option(kind.value, kind.label, hint=hint) for kind, hint in KIND_HINTS.items()],
    )
    name = LineField(
        label="Title",
        max_length=150,
        help_text="As bidders will see it, for example “Service specification”. A version number is added for you.",
    )
    where = RadiosField(label="For which lots is it?", choices=())
    readers = RadiosField(
        label="Who may read it?",
        initial=EVERYBODY,
        choices=[
            Option(EVERYBODY, "Everybody", hint="From publication on, without an account."),
            Option(
                RESTRICTED,
                "Bidders who accept the confidentiality undertaking",
                hint="That it exists is public. The file is stored encrypted, and each download is noted in the "
                "history. Take out the names of people all the same.",
            ),
        ],
    )
    file = UploadField(label="File", error_messages={"required": "Choose the file"})
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, lot: Lot, whole_tender: bool, several_lots: bool, **options: Any) -> None:
        """`whole_tender`: whether the person may add what is for all lots."""
        super().__init__(*args, **options)
        _file_field(self)
        self.fields["key"].initial = uuid4
        self.whole_tender = whole_tender
        if not (several_lots and whole_tender):
            del self.fields["where"]
            return
        self.fields["where"].initial = WHOLE_TENDER
        self.fields["where"].choices = [  # type: ignore[attr-defined]
            Option(WHOLE_TENDER, "All lots of the tender"),
            Option(THIS_LOT, f"Only {lot}"),
        ]

    @property
    def is_for_lot(self) -> bool:
        """Whether it is for the one lot; of a valid form. What a single lot has is the whole tender's."""
        return self.cleaned_data.get("where") == THIS_LOT or not self.whole_tender

    @property
    def is_restricted(self) -> bool:
        """Whether it is only for bidders who accept the undertaking; of a valid form."""
        return self.cleaned_data["readers"] == RESTRICTED


class NewVersionForm(RevisionMixin, GovForm):
    """A new version of a document; `revision` is the number of the newest one on the page."""

    submit_label = "Replace it with this version"
    guard = True

    file = UploadField(
        label="The new version", error_messages={"required": "Choose the file of the new version"}
    )
    changes = LongTextField(
        label="What changed?",
        words=200,
        rows=4,
        help_text="Bidders read this beside the new version, with its date. Name the sections, so that they find it "
        "without comparing the files. Name no bidder.",
        error_messages={"required": "Say what changed"},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _file_field(self)


class UndertakingForm(GovForm):
    """For whom a person accepts the undertaking that is on the page."""

    submit_label = "Accept the undertaking"

    supplier = RadiosField(
        label="For which organisation?",
        error_messages={"required": "Select the organisation that is bidding"},
    )
    accept = forms.BooleanField(
        label="I accept this undertaking for the organisation, and I am authorised to do so",
        error_messages={"required": "Tick the box to accept the undertaking"},
    )
    text_version = forms.IntegerField(widget=forms.HiddenInput, initial=TEXT_VERSION)

    def __init__(self, *args: Any, suppliers: list[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        self.suppliers = {str(supplier.pk): supplier for supplier in suppliers}
        self.fields["supplier"].choices = [(key, one.name) for key, one in self.suppliers.items()]  # type: ignore[attr-defined]
        if len(self.suppliers) == 1:
            del self.fields["supplier"]
            (only,) = self.suppliers.values()
            self.fields[
                "accept"
            ].label = f"I accept this undertaking for {only}, and I am authorised to do so"

    @property
    def chosen(self) -> Organisation:
        """The organisation; of a valid form."""
        return self.suppliers[self.cleaned_data.get("supplier") or next(iter(self.suppliers))]
