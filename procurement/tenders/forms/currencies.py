"""Amounts in the currency of the tender, which a notice can bring with it."""

from django import forms

from procurement.core.formatting import CURRENCY_SIGNS
from procurement.core.forms import MoneyField

POUNDS = "GBP"


def ask_in(currency: str, form: forms.BaseForm) -> None:
    """Put the sign of a currency before every amount that a form asks for."""
    for field in form.fields.values():
        if isinstance(field, MoneyField):
            field.prefix = CURRENCY_SIGNS.get(currency, currency)
