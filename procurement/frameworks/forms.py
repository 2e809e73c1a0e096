"""What a person types about frameworks: an import, step by step, and the confirmation of a measure."""

from typing import Any

from django import forms

from procurement.core.forms import GovForm, LineField, LongTextField, UploadField
from procurement.organisations.forms import AuthorityForm

from .importing import FIELDS, MAX_BYTES, MAX_ROWS, Table, column_name
from .models import Measure


class FrameworkFileForm(AuthorityForm):
    """The file of a framework, what it is called, and for whom."""

    title = "Import a framework"
    submit_label = "Read the file"

    name = LineField(label="Title of the framework", max_length=200)
    edition = LineField(
        label="Edition",
        max_length=20,
        width=10,
        help_text="As its publisher calls it, like 2026 or v1.4. Under the same title, editions can be compared.",
    )
    file = UploadField(
        label="File",
        kinds=["csv", "xlsx"],
        largest=MAX_BYTES,
        help_text=(
            "CSV, or an Excel workbook with the table on its first sheet: a row of headings, then a row for each "
            "measure. "
            f"Up to {MAX_ROWS:,} rows and {MAX_BYTES // 1024 // 1024} MB."
        ),
    )

    field_order = ("authority", "name", "edition", "file")


class ColumnsForm(GovForm):
    """Which column holds which field, and what holds for rows that do not say."""

    title = "Which column holds what?"
    submit_label = "Check the rows"

    source = LineField(
        label="Source of the values (optional)",
        required=False,
        max_length=1000,
        help_text="Who worked them out and published them, in which document.",
    )
    source_edition = LineField(
        label="Edition of the source (optional)", required=False, max_length=100, width=20
    )
    price_year = LineField(
        label="Price year of the values (optional)",
        required=False,
        max_length=20,
        width=10,
        help_text="Like 2024 or 2024/25.",
    )
    kind = forms.ChoiceField(
        label="Kind of value (optional)",
        required=False,
        choices=[("", "Each row says it"), *Measure.Kind.choices],
        help_text="A transfer moves money from one to another, and is left out of totals.",
    )
    level = forms.ChoiceField(
        label="Level (optional)", required=False, choices=[("", "Not stated"), *Measure.Level.choices]
    )

    def __init__(self, *args: Any, table: Table, mapping: dict[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        columns = [(str(at), column_name(table.headings, at)) for at in range(len(table.headings))]
        for one in FIELDS:
            at = mapping["columns"].get(one.name)
            self.fields[f"column_{one.name}"] = forms.ChoiceField(
                label=one.label if one.needed else f"{one.label} (optional)",
                required=one.needed,
                choices=[("", "Choose a column" if one.needed else "No column"), *columns],
                initial="" if at is None else str(at),
                help_text=one.hint,
                error_messages={"required": f"Say which column holds: {one.label.lower()}"},
            )
        for name, text in mapping["defaults"].items():
            self.fields[name].initial = text

    @property
    def fieldsets(self) -> Any:  # type: ignore[override]
        """The columns that are needed, the others, and what is said once for all."""
        needed = [f"column_{one.name}" for one in FIELDS if one.needed or one.name == "value"]
        others = [f"column_{one.name}" for one in FIELDS if f"column_{one.name}" not in needed]
        return (
            ("Columns of the measures", needed),
            ("Columns that a file may have", others),
            ("For rows that do not say", ("source", "source_edition", "price_year", "kind", "level")),
        )

    def columns(self) -> dict[str, int]:
        """The column of each field that has one; for a valid form."""
        chosen = {one.name: self.cleaned_data[f"column_{one.name}"] for one in FIELDS}
        return {name: int(at) for name, at in chosen.items() if at}

    def defaults(self) -> dict[str, str]:
        """What holds for rows that do not say; for a valid form."""
        return {
            name: self.cleaned_data[name]
            for name in ("source", "source_edition", "price_year", "kind", "level")
        }


class LicenceForm(GovForm):
    """Under which licence the authority uses what it imports."""

    submit_label = "Import the framework"
    guard = True

    licence = LineField(
        label="Licence",
        max_length=200,
        help_text="Its name, like CC BY 4.0, or the agreement with its number and date.",
    )
    statement = LongTextField(
        label="How the authority holds this licence",
        characters=1000,
        rows=3,
        help_text="Who agreed it, for which use and until when, or why everybody may use it. It is kept in the audit "
        "log.",
    )
    holds = forms.BooleanField(
        label="The authority holds this licence, and it allows use in tenders and publication of the measures chosen"
    )


class ConfirmForm(AuthorityForm):
    """An officer's word that a measure is right."""

    title = "Confirm a measure"
    submit_label = "Confirm it"

    note = LongTextField(
        label="Where did you read it?",
        characters=1000,
        rows=3,
        help_text="The document, its edition and the page or paragraph. Your name, the time and this stay in the audit "
        "log.",
    )

    field_order = ("authority", "note")


class SearchForm(forms.Form):
    """Search and filters, sent with GET; what is not understood is left out."""

    q = forms.CharField(required=False, max_length=200)
    theme = forms.CharField(required=False, max_length=200)
    kind = forms.ChoiceField(required=False, choices=[("", "Any"), *Measure.Kind.choices])
    level = forms.ChoiceField(required=False, choices=[("", "Any"), *Measure.Level.choices])
    value = forms.ChoiceField(
        required=False,
        choices=[
            ("", "Any"),
            ("valued", "Valued"),
            ("unvalued", "Not valued"),
            ("to_confirm", "To be confirmed"),
        ],
    )

    def asked(self) -> dict[str, str]:
        """What was asked for and understood: `words`, `theme`, `kind`, `level`, `value`."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name, "") for name in ("theme", "kind", "level", "value")}
        return {"words": self.cleaned_data.get("q", "").replace("\x00", ""), **found}
