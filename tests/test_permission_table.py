"""The permission table: every address that needs a sign-in, asked by every role at every stage of a lot.

`permission_table.txt` beside this file says what each cell must be, for people to read and review. After a change
that is meant, write it again and review the difference:

    WRITE_PERMISSION_TABLE=1 pytest tests/test_permission_table.py
"""

import logging
import os
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.template.backends.base import BaseEngine
from django.test import Client, override_settings

from procurement.accounts.models import Person
from procurement.audit.models import AuditEvent

from .permission_cases import STAGES, Case, address_of, case_at, known_values, typed_into
from .test_url_conf import ALL, PUBLIC

FILE = Path(__file__).with_name("permission_table.txt")

ROLES = {
    "officer": "officer",
    "approver": "approver",
    "evaluator": "evaluator1",
    "reviewer": "reviewer",
    "moderator": "moderator",
    "admin": "administrator",
    "bidder": "harbour",
    "rival": "northgate",
    "w-officer": "westvale-officer",
    "w-evaluator": "westvale-evaluator",
    "no-role": None,
    "stranger": None,
}
OUTSIDE = ("w-officer", "w-evaluator", "no-role", "rival")
METHODS, REFUSED = ("GET", "POST"), "405"
ROUTES = {name: route for name, route, _pattern in ALL}
GENERAL = "any"
"""The one stage of an address that is about no tender and no bid."""

Cell = tuple[str, str, str, str]
"""Address name, method, stage, role."""

LEGEND = """\
Who gets what from each address that needs a sign-in. Made by tests/test_permission_table.py and compared with it.

  200, 302   the page, or a redirect after a change        403  seen, but not theirs to do (the page says why)
  sign-in    sent to the sign-in page                      404  not theirs, so not there
  +          the request wrote something: a change, or the event that somebody read a bid
  A method that is not listed for an address is refused to everybody (405).

Roles     bidder, rival: bid writers of two suppliers, each with a bid; the addresses under /bids/ are the bidder's.
          w-officer, w-evaluator: of another council under the same shared service, of which admin is administrator.
          no-role: an account without any grant. The evaluator is one of two, and has marked every answer by
          "evaluating". Everybody on the panel has declared no conflict by "opened".
Stages    draft; open (for bids); closed (deadline over, sealed); opened (by two people); evaluating;
          locked (all sheets locked, commitments judged); moderated; recommended; awarded.
          An address that is about no tender and no bid has one line, "any".
A POST is sent with what its form asks for where that was easy; a page that is shown again answers 200. One that
          changes something and leads on is sent again, as a double click does: the second ends at the same page and
          adds no event. An answer that is not so would stand behind the cell, as in 302+!404.
"""


class Blank(BaseEngine):
    """A template engine whose every page is empty: here only the status counts, and drawing is most of the time."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__({key: value for key, value in params.items() if key != "OPTIONS"})

    def get_template(self, template_name: str) -> "Blank":
        return self

    def render(self, context: Any = None, request: Any = None) -> str:
        return ""


IN_COOKIES = "django.contrib.sessions.backends.signed_cookies"
BLANK_PAGES = [{"BACKEND": f"{__name__}.Blank", "DIRS": [], "APP_DIRS": False, "OPTIONS": {}}]


class Writes:
    """Notices whether anything but a session was written to the database while it listened."""

    def __init__(self) -> None:
        self.seen = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "django_session" not in sql:
            self.seen = True
        return execute(sql, params, many, context)


def asked(client: Client, method: str, url: str, data: dict[str, Any]) -> str:
    """What a request answers, in the words of the table. Whatever it changed is undone."""
    rewind(data)
    cookies, writes, second = client.cookies.output(header=""), Writes(), ""
    with transaction.atomic(), connection.execute_wrapper(writes):
        response = client.get(url) if method == "GET" else client.post(url, data)
        if response.streaming:
            response.getvalue()  # read to its end, so that the file is closed
        if method == "POST" and response.status_code == 302 and writes.seen:
            second = second_click(client, url, data, response["Location"])
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)
    if response.status_code == 302 and response["Location"].startswith("/account/sign-in/"):
        return "sign-in"
    return f"{response.status_code}{'+' if writes.seen else ''}{second}"


def rewind(data: dict[str, Any]) -> None:
    """Files to their beginning: the request before read them to their end."""
    for file in filter(lambda value: hasattr(value, "seek"), data.values()):
        file.seek(0)


def second_click(client: Client, url: str, data: dict[str, Any], led_to: str) -> str:
    """What is wrong with the answer to the second click of a double click; nothing when it leads where the first did.

    A browser shows the answer to the last request: who is refused there believes that nothing was done.
    """
    events = AuditEvent.objects.count()
    rewind(data)
    response = client.post(url, data)
    done_again = "+" if AuditEvent.objects.count() > events else ""
    there = led_to == (response["Location"] if response.status_code == 302 else url)
    alike = response.status_code in (200, 302) and there and not done_again
    return "" if alike else f"!{response.status_code}{done_again}"


def clients_of(case: Case) -> dict[str, Client]:
    """A browser for each role, signed in."""
    nobody, found = Person.objects.create_user("nobody@example.org", name="Nobody Yet"), {}
    for role, key in ROLES.items():
        found[role] = Client(raise_request_exception=False)
        if role != "stranger":
            found[role].force_login(case.person(key) if key else nobody)
    return found


def is_general(route: str) -> bool:
    return "tender_id>" not in route and "bid_id>" not in route


def cells_of(case: Case, stage: str) -> dict[Cell, str]:
    """Every cell of one stage, asked. A method that a view does not know is refused before anybody is looked at."""
    clients, known, cells = clients_of(case), known_values(case), {}
    for name, route, _pattern in ALL:
        if name in PUBLIC or is_general(route) != (stage == GENERAL):
            continue
        url, data = address_of(name, route, case, known), typed_into(name, case)
        for method in METHODS:
            first = asked(clients["stranger"], method, url, data)
            for role, client in clients.items():
                answer = first if first == REFUSED or role == "stranger" else asked(client, method, url, data)
                cells[name, method, stage, role] = answer
    return cells


def read_table() -> dict[Cell, str]:
    """The cells of the file; an address and method that it does not list is refused to everybody."""
    cells: dict[Cell, str] = {}
    name = method = ""
    for line in FILE.read_text().splitlines() if FILE.exists() else ():
        if line.startswith("["):
            name, method = line[1:].split("]")[0].split()
        elif name and line.strip() and not line.startswith(" "):
            span, *row = line.split()
            for stage in spanned(span):
                cells |= {(name, method, stage, role): cell for role, cell in zip(ROLES, row, strict=True)}
    return cells


def spanned(span: str) -> tuple[str, ...]:
    """The stages of "draft..closed"."""
    first, _, last = span.partition("..")
    if first == GENERAL:
        return (GENERAL,)
    return STAGES[STAGES.index(first) : STAGES.index(last or first) + 1]


def write_table(cells: dict[Cell, str]) -> None:
    """Write the file: a block for each address and method, stages with equal rows in one line."""
    blocks = [LEGEND]
    for name, route, _pattern in ALL:
        for method in METHODS:
            rows = rows_of(cells, name, method)
            if rows and any(cell != REFUSED for _span, row in rows for cell in row):
                blocks.append("\n".join([f"[{name} {method}] /{route}", HEAD, *map(line_of, rows)]) + "\n")
    FILE.write_text("\n".join(blocks))


def rows_of(cells: dict[Cell, str], name: str, method: str) -> list[tuple[str, tuple[str, ...]]]:
    rows: list[tuple[list[str], tuple[str, ...]]] = []
    for stage in (GENERAL, *STAGES):
        if (name, method, stage, "officer") not in cells:
            continue
        row = tuple(cells[name, method, stage, role] for role in ROLES)
        if rows and rows[-1][1] == row:
            rows[-1][0].append(stage)
        else:
            rows.append(([stage], row))
    return [(found[0] if len(found) == 1 else f"{found[0]}..{found[-1]}", row) for found, row in rows]


def line_of(row: tuple[str, tuple[str, ...]]) -> str:
    return (f"{row[0]:<24}" + "".join(f"{cell:<12}" for cell in row[1])).rstrip()


HEAD = " " * 24 + "".join(f"{role:<12}" for role in ROLES).rstrip()


def compare(stage: str, case: Case) -> None:
    """Ask every cell of a stage; differences are listed as sentences, or written where that was asked for."""
    requests = logging.getLogger("django.request")
    with override_settings(TEMPLATES=BLANK_PAGES, SESSION_ENGINE=IN_COOKIES):
        requests.disabled = True  # thousands of refusals are meant here
        try:
            cells = cells_of(case, stage)
        finally:
            requests.disabled = False
    table = read_table()
    if os.environ.get("WRITE_PERMISSION_TABLE"):
        write_table({key: cell for key, cell in table.items() if key[2] != stage} | cells)
        return
    wrong = [
        f"{name}, {method}, {stage}, {role}: is {cell}, the table says {table.get(key, REFUSED)}"
        for key, cell in cells.items()
        for name, method, _stage, role in [key]
        if cell != table.get(key, REFUSED)
    ]
    assert not wrong, "\n".join([f"{len(wrong)} cells differ (see {FILE.name}):", *wrong[:60]])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "stage", [pytest.param(one, marks=pytest.mark.services) if one == "locked" else one for one in STAGES]
)
def test_everybody_gets_what_the_table_says(stage: str) -> None:
    compare(stage, case_at(stage))


@pytest.mark.django_db
def test_everybody_gets_what_the_table_says_from_general_addresses() -> None:
    compare(GENERAL, case_at("open"))


def test_the_table_lists_every_address_that_needs_a_sign_in() -> None:
    listed = {name for name, _method, _stage, _role in read_table()}

    assert listed == {name for name, _route, _pattern in ALL} - PUBLIC


OF_A_TENDER = {
    name
    for name, route, _pattern in ALL
    if name not in PUBLIC and not is_general(route) and not route.startswith("opportunities/")
}


@pytest.mark.parametrize("role", OUTSIDE)
def test_nobody_from_outside_finds_a_tender_or_a_bid(role: str) -> None:
    got = {cell for (name, _m, _s, who), cell in read_table().items() if who == role and name in OF_A_TENDER}

    assert got <= {"404", "405"}


def test_a_stranger_is_sent_to_sign_in_everywhere() -> None:
    got = {cell for (_n, _m, _s, role), cell in read_table().items() if role == "stranger"}

    assert got <= {"sign-in", "405"}


def test_only_its_writer_reaches_a_bid() -> None:
    got = {
        role
        for (name, _method, _stage, role), cell in read_table().items()
        if "bid_id>" in ROUTES[name] and cell not in ("404", "405", "sign-in")
    }

    assert got == {"bidder"}


def test_nothing_breaks_anywhere() -> None:
    assert not [key for key, cell in read_table().items() if cell.startswith("5")]
