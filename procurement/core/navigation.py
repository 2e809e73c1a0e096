"""Where a person can go from every page. Each app registers its entries in its `apps.py`; core knows none.

from procurement.core.navigation import NavItem, primary

class TendersConfig(AppConfig):
    def ready(self) -> None:
        primary.register(NavItem("Tenders", "tenders:list", visible=works_for_an_authority, order=20))
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

# Who looks at the page: a Person, or Django's AnonymousUser when nobody is signed in.
Visitor = Any


def everyone(_visitor: Visitor) -> bool:
    """Visible to all, signed in or not."""
    return True


def signed_in(visitor: Visitor) -> bool:
    """Visible to people with an account."""
    return bool(visitor.is_authenticated)


@dataclass(frozen=True)
class NavItem:
    """One entry: its words, the name of its URL (without arguments), who sees it, its place (low is left).

    `visible` is asked on every page, so it may cost one short query at most.
    """

    label: str
    url_name: str
    visible: Callable[[Visitor], bool] = everyone
    order: int = 100


@dataclass(frozen=True)
class NavLink:
    """An entry as a page shows it: its address, and whether the page belongs to it."""

    label: str
    url: str
    current: bool


@dataclass
class Navigation:
    """A list of entries that apps add to when they start."""

    items: list[NavItem] = field(default_factory=list)

    def register(self, item: NavItem) -> None:
        """Add an entry; the same entry twice (an app made ready again) counts once."""
        if item not in self.items:
            self.items.append(item)
            self.items.sort(key=lambda entry: entry.order)

    def links(self, visitor: Visitor, path: str) -> list[NavLink]:
        """What `visitor` sees, in order; current: the entry whose address is the longest start of `path`."""
        seen = [(item.label, reverse(item.url_name)) for item in self.items if item.visible(visitor)]
        matching = [url for _, url in seen if path == url or (url != "/" and path.startswith(url))]
        nearest = max(matching, key=len, default=None)
        return [NavLink(label, url, current=url == nearest) for label, url in seen]


@dataclass
class Introduction:
    """How a person is presented beside "Sign out": set by the app that knows organisations and roles."""

    describe: Callable[[Visitor], str] = str

    def of(self, visitor: Visitor) -> str:
        """One line, such as "Amira Khan, Northmoor Council"; empty when nobody is signed in."""
        return self.describe(visitor) if visitor.is_authenticated else ""


primary = Navigation()
footer = Navigation()
account = Navigation()
"""What the page about one's own account leads to in other apps."""
introduction = Introduction()
