"""The forms of the site: GOV.UK components, errors in plain words, nothing typed lost. Begin with `base`."""

from .base import FormButton, GovForm, RevisionMixin
from .choices import CheckboxesField, Option, RadiosField, ScaleField
from .dates import DayField, DeadlineField
from .numbers import MoneyField, PercentageField, QuantityField
from .texts import LineField, LongTextField, UploadField

__all__ = [
    "CheckboxesField",
    "DayField",
    "DeadlineField",
    "FormButton",
    "GovForm",
    "LineField",
    "LongTextField",
    "MoneyField",
    "Option",
    "PercentageField",
    "QuantityField",
    "RadiosField",
    "RevisionMixin",
    "ScaleField",
    "UploadField",
]
