"""`{% term "moderation" %}`: a word of the field at its first use on a page, linked to what it means."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

from ..glossary import GLOSSARY

register = template.Library()
KNOWN = {name.lower(): slugify(name) for name, _meaning in GLOSSARY}


@register.simple_tag
def term(words: str, of: str = "") -> SafeString:
    """The words as a link to their entry in the glossary; `of` names the entry where the words are another form of it.

    Raises LookupError for a word that the glossary does not explain, which the test of every template finds.
    """
    name = (of or words).lower()
    if name not in KNOWN:
        raise LookupError(f"The glossary does not explain “{name}”.")
    address = f"{reverse('desk:glossary')}#{KNOWN[name]}"
    return format_html(
        '<a class="govuk-link govuk-link--text-colour cw-term" href="{}">{}</a>', address, words
    )
