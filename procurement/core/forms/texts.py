"""Words and files: one line, many lines with a count, and an uploaded file."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from procurement.core.formatting import count_words, counted

from . import wording

MEGABYTE = 1024 * 1024


class LineField(forms.CharField):
    """One line of text in a box as wide as the answer: `width` is 2, 3, 4, 5, 10, 20 or 30 characters."""

    def __init__(self, *, width: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        if width:
            wording.add_class(self.widget, f"govuk-input--width-{width}")


class LongTextField(forms.CharField):
    """Many lines, counted beneath. Give `words` or `characters`; with `enforce=False` more is allowed."""

    widget = forms.Textarea

    def __init__(
        self,
        *,
        words: int | None = None,
        characters: int | None = None,
        rows: int = 6,
        enforce: bool = True,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.words = words
        self.characters = characters
        self.enforce = enforce
        self.widget.attrs["rows"] = rows
        # A browser sends each line's end as two characters; the count beneath counts one.
        self.widget.attrs.pop("maxlength", None)

    def to_python(self, value: Any) -> str:
        """The text with plain line ends, so that its length and its hash are the same on every computer."""
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")

    def validate(self, value: str) -> None:
        """Refuse a text over its limit, saying the limit and how long it is."""
        super().validate(value)
        if not self.enforce:
            return
        if self.words is not None and (have := count_words(value)) > self.words:
            raise ValidationError(self._too_long(counted(self.words, "word"), have), code="words")
        if self.characters is not None and len(value) > self.characters:
            limit = counted(self.characters, "character")
            raise ValidationError(self._too_long(limit, len(value)), code="characters")

    def _too_long(self, limit: str, have: int) -> str:
        label = str(self.label or "Your answer")
        name = "Your answer" if label.endswith("?") else wording.at_the_start(wording.in_a_sentence(label))
        return f"{name} must be {limit} or fewer; it has {have:,}"


class UploadField(forms.FileField):
    """One file. `kinds` are the endings allowed ("pdf", "docx"); `largest` is in bytes."""

    def __init__(self, *, kinds: Iterable[str] = (), largest: int | None = None, **options: Any) -> None:
        options.setdefault("widget", forms.FileInput)
        super().__init__(**options)
        self.kinds = tuple(kind.lower().removeprefix(".") for kind in kinds)
        self.largest = largest
        if self.kinds:
            self.widget.attrs["accept"] = ",".join(f".{kind}" for kind in self.kinds)
        self.error_messages["empty"] = "The file you chose is empty. Choose one that has something in it"
        self.error_messages["invalid"] = "The file did not arrive. Choose it again"

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file, or a ValidationError that says which kinds and what size are taken."""
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile):
            self._check_kind(file)
            self._check_size(file)
        return file

    def _check_kind(self, file: "UploadedFile[Any]") -> None:
        ending = PurePath(file.name or "").suffix.lower().removeprefix(".")
        if self.kinds and ending not in self.kinds:
            kinds = ", ".join(kind.upper() for kind in self.kinds)
            raise ValidationError(
                f"“{file.name}” is not of a kind that can be read here. Choose one of: {kinds}", code="kind"
            )

    def _check_size(self, file: "UploadedFile[Any]") -> None:
        if self.largest is not None and file.size is not None and file.size > self.largest:
            size, limit = file.size / MEGABYTE, self.largest / MEGABYTE
            raise ValidationError(
                f"“{file.name}” is {size:.1f} MB. It must be {limit:g} MB or smaller", code="size"
            )
