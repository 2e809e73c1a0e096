"""The demonstration's people, one sign-in for each role. Everybody and everything here is made up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to sign in as, with what they are and what to try as them."""

    key: str
    name: str
    role: str
    organisation: str
    purpose: str

    @property
    def email(self) -> str:
        return f"{self.key}@demonstration.example"


NORTHMOOR = "Northmoor Council"
WESTVALE = "Westvale Council"
SHARED_SERVICE = "Northern Shared Procurement Service"
HARBOUR = "Harbour Homes Ltd"
NORTHGATE = "Northgate Living Ltd"
KESTREL = "Kestrel Trust"
MOORSIDE = "Moorside Care CIO"

DEMO_PEOPLE = (
    DemoPerson(
        "officer",
        "Olivia Marsh",
        "Procurement officer",
        NORTHMOOR,
        "Build criteria, publish, open bids, recommend",
    ),
    DemoPerson(
        "approver", "Adeyemi Cole", "Approver", NORTHMOOR, "Open bids as the second person; approve the award"
    ),
    DemoPerson(
        "evaluator1", "Esther Quill", "Evaluator", NORTHMOOR, "Declare conflicts, score answers blind, lock"
    ),
    DemoPerson(
        "evaluator2",
        "Ewan Brook",
        "Evaluator",
        NORTHMOOR,
        "Score the same answers without seeing the other marks",
    ),
    DemoPerson(
        "reviewer",
        "Samira Vale",
        "Social value reviewer",
        NORTHMOOR,
        "Decide how much of each commitment counts",
    ),
    DemoPerson(
        "moderator",
        "Marcus Hale",
        "Moderator",
        NORTHMOOR,
        "See the spread, record consensus marks, close moderation",
    ),
    DemoPerson("harbour", "Hana Price", "Supplier", HARBOUR, "Answer, price, commit and submit a bid"),
    DemoPerson("northgate", "Noel Archer", "Supplier", NORTHGATE, "Bid against the others"),
    DemoPerson(
        "kestrel",
        "Kay Lister",
        "Supplier (writes for two charities)",
        f"{KESTREL} and {MOORSIDE}",
        "Bid for either charity",
    ),
    DemoPerson(
        "administrator",
        "Anita Dow",
        "Administrator",
        SHARED_SERVICE,
        "See every tender of the shared service and its history",
    ),
)

WESTVALE_PEOPLE = (
    DemoPerson(
        "westvale-officer",
        "Wren Tully",
        "Procurement officer",
        WESTVALE,
        "Another authority: sees nothing of Northmoor",
    ),
    DemoPerson("westvale-evaluator", "Walt Ferris", "Evaluator", WESTVALE, "Another authority's evaluator"),
)
