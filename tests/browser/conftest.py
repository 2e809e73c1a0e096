"""A browser, people who use it, and a check of every page that they see."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# How often a page is read again while it may still be on its way, five times a second.
PATIENCE = 50
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AUDIT = f"axe.run({{runOnly: {RULES}, resultTypes: ['violations']}})"
LOOK = """() => ({
  holds: ['h1', '.govuk-error-summary', 'form', 'table', '.govuk-tag'].map((part) => !!document.querySelector(part)),
  headings: document.querySelectorAll('h1').length,
  tooWide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
})"""

# Playwright's own event loop stands in this thread; the ORM is used between its calls, never inside them.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "The browser tests need Chromium; `make test` installs it where it may."
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield running
        running.close()


class Visitor:
    """Somebody at a browser of their own. Every page that they come to is checked, each kind of page by axe too."""

    def __init__(
        self, context: BrowserContext, base: str, width: int, seen: set[tuple[Any, ...]], *, by_axe: bool
    ) -> None:
        self.context = context
        self.base = base
        self.width = width
        self.seen = seen
        self.by_axe = by_axe
        self.page: Page = context.new_page()
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        self.page.on("console", self._console)

    def _console(self, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.problems.append(f"console: {message.text}")

    def sign_in(self, key: str) -> "Visitor":
        """Choose one of the demonstration's people on the first page."""
        self.go("/")
        self.page.locator(f'button[value="{key}@demonstration.example"]').click()
        self.check()
        return self

    def go(self, path: str) -> None:
        """Open an address of the site."""
        self.page.goto(self.base + path)
        self.check()

    def follow(self, name: str, *, exact: bool = False, nth: int = 0) -> None:
        """Follow a link by its words."""
        target = self.page.get_by_role("link", name=name, exact=exact).or_(
            self.page.get_by_role("button", name=name, exact=exact)
        )
        target.nth(nth).click()
        self.page.wait_for_load_state()
        self.check()

    def press(self, name: str, *, exact: bool = False) -> None:
        """Press a button by its words."""
        self.page.get_by_role("button", name=name, exact=exact).first.click()
        self.page.wait_for_load_state()
        self.check()

    def press_twice(self, name: str) -> None:
        """A double click, as people do."""
        self.page.get_by_role("button", name=name).first.dblclick()
        self.page.wait_for_load_state("networkidle")
        self.check()

    def fill(self, label: str, words: str) -> None:
        """Type into the box with this label."""
        self.page.get_by_label(label, exact=False).first.fill(words)

    def choose(self, label: str) -> None:
        """Choose a radio button or tick a box by its label."""
        self.page.get_by_label(label, exact=False).first.check()

    def reads(self, words: str) -> None:
        """Fail unless the page says this, or the page that a click before is still bringing does."""
        text = ""
        for _ in range(PATIENCE):
            text = " ".join(self.page.locator("body").inner_text().split())
            if words in text:
                return
            self.page.wait_for_timeout(200)
        raise AssertionError(f"{self.page.url} does not say “{words}”:\n{text[:3000]}")

    def place(self, depth: int) -> tuple[str, ...]:
        """The last parts of the address."""
        return tuple(self.page.url.rstrip("/").split("/")[-depth:])

    def heading(self) -> str:
        return " ".join(self.page.locator("h1").inner_text().split())

    def _kind_of_page(self, holds: list[bool]) -> tuple[Any, ...]:
        """What tells one page from its like: the address without ids, letters and codes, and what stands on it."""
        address = self.page.url.removeprefix(self.base)
        path = re.sub(r"[0-9a-f-]{36}|/\d+/|/(Q[123]|SQ|E|SV|INS|[A-C])(?=/)", "/*", address)
        return (self.width, path, *holds)

    def _asked(self, *scripts: str) -> Any:
        """What the last script says of the page, once the page has come to rest."""
        for _ in range(3):
            try:
                return [self.page.evaluate(script) for script in scripts][-1]
            except PlaywrightError as error:
                # A double click sends the form twice: the page may be replaced by its like while it is checked.
                if "context was destroyed" not in str(error):
                    raise
                self.page.wait_for_load_state("networkidle")
        raise AssertionError(f"{self.page.url} did not come to rest")

    def _violations(self, holds: list[bool]) -> list[Any]:
        """What axe finds on a page of a kind that nobody came to before."""
        kind = self._kind_of_page(holds)
        if kind in self.seen or not self.by_axe:
            return []
        self.seen.add(kind)
        return list(self._asked(f"{AXE.read_text()};undefined", AUDIT)["violations"])

    def check(self) -> None:
        """axe, one h1, a language, no horizontal scrolling, no fault of a script."""
        self.page.wait_for_load_state()
        if self.page.url.endswith((".pdf", ".json")):
            return
        # The second request of a double click can still be bringing the page: its document is empty until then.
        self.page.locator("h1").first.wait_for(state="attached")
        look = self._asked(LOOK)
        described = [
            f"{violation['id']}: {violation['help']}: {[node['html'][:160] for node in violation['nodes'][:3]]}"
            for violation in self._violations(look["holds"])
        ]
        if look["tooWide"] > 0:
            described.append(f"the page is {look['tooWide']} px wider than the window")
        if look["headings"] != 1:
            described.append("the page does not have exactly one h1")
        assert described + self.problems == [], f"{self.page.url}: {described + self.problems}"


@pytest.fixture
def visitor_at(browser: Browser, live_server: Any) -> Iterator[Any]:
    """Makes visitors: `visitor_at(width)`, each with cookies of its own.

    Pages are the same on either database, so axe reads them on one: SQLite, where `make test` runs.
    """
    contexts: list[BrowserContext] = []
    seen: set[tuple[Any, ...]] = set()

    def make(width: int = 1280, *, scripts: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, accept_downloads=True
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        return Visitor(context, live_server.url, width, seen, by_axe=connection.vendor == "sqlite")

    yield make
    for context in contexts:
        context.close()
