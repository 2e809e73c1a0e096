"""Every address that the site has, for the tests and measurements that ask for them all."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")


class Route(NamedTuple):
    """An address: its name with its namespaces ("None" where it has none), its path from the root, and its entry."""

    name: str
    path: str
    entry: URLPattern

    @property
    def arguments(self) -> list[str]:
        return ARGUMENT.findall(self.path)


def routes() -> list[Route]:
    """Every address of the URL conf, in its order."""
    return list(_within(get_resolver(), "", ""))


def _within(resolver: URLResolver, namespace: str, path: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        route = path + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _within(entry, inner, route)
        elif isinstance(entry, URLPattern):
            yield Route(f"{namespace}{entry.name}", route, entry)
