"""Words for what is wrong with an answer: they name the question and say what to do."""

from django import forms


def in_a_sentence(label: str) -> str:
    """A label inside a sentence: "Your price" becomes "your price"; "CPV code" keeps its capitals."""
    text = str(label).strip().rstrip(":")
    starts_with_an_abbreviation = len(text) > 1 and text[:2].isalpha() and text[:2].isupper()
    return text if starts_with_an_abbreviation else text[:1].lower() + text[1:]


def at_the_start(name: str) -> str:
    """A name at the start of a sentence: "your price" becomes "Your price"."""
    return name[:1].upper() + name[1:]


def add_class(widget: forms.Widget | type[forms.Widget], name: str) -> None:
    """Give a control one more class."""
    widget.attrs["class"] = f"{widget.attrs.get('class', '')} {name}".strip()


def missing(label: str, verb: str = "Enter") -> str:
    """What to do about an empty answer: "Enter your price"; a question is quoted whole, as it was asked."""
    text = str(label).strip()
    if text.endswith("?"):
        return f"Answer the question “{text}”"
    return f"{verb} {in_a_sentence(text)}"
