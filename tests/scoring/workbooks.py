"""Evaluations for workbooks, made from a seed so that they use every rule of the format; LibreOffice as the oracle."""

import io
import random
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scoring import EvaluationError, evaluate, parse_evaluation
from scoring.workbook import write_workbook
from tests.scoring.builders import Json, bid, condition, evaluation, group, model, scale

PRICE_TYPES = (
    "lowest_over_price",
    "percentage_above_lowest",
    "min_max",
    "fixed_bounds",
    "mean_deviation",
    "reference_over_price",
    "logarithmic",
    "bands",
)
VALUE_TYPES = ("relative_to_highest", "share_of_price", "against_target", "bands", "points_menu")
METHODS = (
    "weighted_sum",
    "price_per_quality_point",
    "quality_per_price",
    "weighted_value_index",
    "utility_index",
    "award_on_value",
    "willingness_to_pay",
    "quality_mark_up",
    "relative_value_cost",
    "price_quality_method",
    "quality_divisor",
    "lowest_price",
)
MEASURES = ("M1", "M2", "M3", "M4", "T1", "V1", "N1")


def recalculate(folder: Path) -> dict[str, Any]:
    """The workbooks of a folder as LibreOffice calculates them, by name: one start of the program for all."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice (soffice) is not installed, so no other program can calculate the workbooks")
    done = folder / "calculated"
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                soffice,
                f"-env:UserInstallation=file://{profile}",
                "--headless",
                "--convert-to",
                "xlsx",
                "--outdir",
                done,
                *sorted(folder.glob("*.xlsx")),
            ],
            check=True,
            capture_output=True,
            timeout=1800,
        )
    return {path.stem: openpyxl.load_workbook(path, data_only=True) for path in done.glob("*.xlsx")}


def table(workbook: Any, sheet: str, header: int = 4) -> list[dict[str, Any]]:
    """The table of a sheet by its header, until its first empty row."""
    rows = list(workbook[sheet].iter_rows(min_row=header, values_only=True))
    found = []
    for row in rows[1:]:
        if row[0] is None:
            break
        found.append(dict(zip(rows[0], row, strict=True)))
    return found


def workbook_bytes(given: Json) -> bytes:
    """The workbook of an evaluation."""
    made = io.BytesIO()
    write_workbook(given, made)
    return made.getvalue()


def invented(seed: int, **fixed: str) -> Json:
    """An evaluation that the engine takes; `fixed` names its method, or the formula of P1, P2, S1 or S2."""
    for attempt in range(200):
        made = _Inventor(random.Random(f"{seed} {attempt} {fixed}"), fixed).evaluation()  # noqa: S311
        try:
            evaluate(parse_evaluation(made))
        except EvaluationError:
            continue
        return made
    raise AssertionError(f"no evaluation from the seed {seed} with {fixed}")


class _Inventor:
    def __init__(self, random_: random.Random, fixed: dict[str, str]) -> None:
        self.random = random_
        self.fixed = fixed
        self.method = fixed.get("method") or random_.choice(METHODS)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def amount(self, low: int, high: int) -> str:
        return f"{self.random.randint(low * 100, high * 100) / 100}"

    def evaluation(self) -> Json:
        published = self.model()
        count = self.random.choice([1, 2, 3, 3, 4, 5, 6])
        bids = [self.bid(f"B{number}", published) for number in range(1, count + 1)]
        if count > 2 and self.chance(0.4):
            bids[1] = {**bids[0], "id": "B2", "name": "Twin"}
        return evaluation(published, *bids)

    def weights(self) -> list[float]:
        """Six weights that sum to 100: two of quality, two of price, two of social value."""
        if self.method == "weighted_sum" and self.chance(0.2):
            cuts = sorted(self.random.randint(0, 100) for _ in range(5))
            return [float(high - low) for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]
        parts: list[float] = [
            self.random.choice([10, 20, 30]),
            self.random.choice([0, 5, 10]),
            0,
            self.random.choice([0, 10]),
        ]
        parts += [self.random.choice([0, 5, 10]), self.random.choice([0, 7.5])]
        parts[2] = 100 - sum(parts)
        return parts

    def model(self) -> Json:
        q1, q2, p1, p2, s1, s2 = self.weights()
        of_parent = self.chance(0.4)
        leaves = [
            self.quality("Q1", q1, "0-5"),
            self.quality("Q2", q2, "words"),
            self.price("P1", p1),
            self.price("P2", p2),
            self.value("S1", s1, ["M1", "M2", "T1"]),
            self.value("S2", s2, ["M3", "V1", "N1", "M4"]),
        ]
        made = model(
            *self.tree(leaves, of_parent=of_parent),
            award_method=self.award(),
            weights="of_parent" if of_parent else "of_total",
            rounding={
                "places": self.random.choice([0, 1, 2, 2, 4]),
                "mode": self.random.choice(["half_up", "half_even", "down"]),
            },
            rank_on=self.random.choice(["exact", "rounded"]),
            tie_break=self.random.sample(
                ["quality", "social_value", "price", "Q1", "GQ"], self.random.randint(0, 4)
            ),
            scales={"0-5": scale(), "words": self.word_scale(), "unused": scale(("0", "0.5", "1.25"))},
            measures={name: self.measure(name) for name in MEASURES},
        )
        if self.chance(0.3):
            made["minimum"] = str(self.random.randint(5, 60))
        if self.chance(0.4):
            made["winners"] = self.winners()
        if self.chance(0.5):
            made["double_count"] = [
                {"measures": ["M2", "M1"], "action": self.random.choice(["warn", "refuse"])},
                {"measures": ["V1", "M1", "M3"], "action": "refuse"},
            ]
        return made

    def winners(self) -> Json:
        if self.chance(0.5) or self.method not in ("weighted_sum", "quality_per_price", "utility_index"):
            return {"type": "top", "count": self.random.randint(1, 3)}
        return {"type": "above", "minimum": str(self.random.randint(0, 70))}

    def tree(self, leaves: list[Json], *, of_parent: bool) -> list[Json]:
        """Both questions and a group with a social value criterion in one group; conditions in another."""
        q1, q2, p1, p2, s1, s2 = leaves
        inner = group("GV", s1["weight"], s1, condition("C2"))
        inside = [q1, q2, inner]
        total = sum(float(child["weight"]) for child in inside)
        weight = f"{total:g}"
        top = group("GQ", weight, *inside)
        if self.chance(0.5) and total:
            top["minimum"] = str(self.random.randint(0, 70))
        if of_parent:
            s1["weight"] = "100"
            shares = [50, 20, 30] if self.chance(0.5) else [25, 75, 0]
            for child, share in zip(inside, shares, strict=True):
                child["weight"] = str(share)
        elif self.chance(0.3) and inner["weight"] != "0":
            inner["minimum"] = str(self.random.randint(0, 50))
        return [top, p1, p2, s2, group("GC", "0", condition("C1"))]

    def quality(self, leaf: str, weight: float, scale_id: str) -> Json:
        made: Json = {
            "id": leaf,
            "title": leaf,
            "kind": "quality",
            "weight": f"{weight:g}",
            "scale": scale_id,
        }
        if self.chance(0.3):
            made["minimum"] = "2" if scale_id == "0-5" else "Good"
        if self.chance(0.3):
            made["aspect"] = "social_value"
        if self.method == "award_on_value" and self.chance(0.8):
            made["money"] = str(self.random.randint(0, 900))
        return made

    def word_scale(self) -> Json:
        shares = ("-0.5", "0", "0.3", "0.65", "1") if self.chance(0.5) else ("0", "0", "0.2", "0.333", "1")
        return scale(("NR", "0", "Good", "good", "*"), shares)

    def price(self, leaf: str, weight: float) -> Json:
        made: Json = {"id": leaf, "title": leaf, "kind": "price", "weight": f"{weight:g}"}
        kind = self.fixed.get(leaf) or self.random.choice(PRICE_TYPES)
        if self.method == "weighted_sum" or self.chance(0.3):
            made["formula"] = self.price_formula(kind, weight)
        if self.chance(0.2):
            made["maximum"] = str(self.random.randint(700, 1200))
        if self.chance(0.3):
            made["items"] = [
                {"id": "I1", "title": "Hours", "quantity": "10.5"},
                {"id": "I2", "title": "Days", "quantity": "3"},
            ]
        return made

    def price_formula(self, kind: str, weight: float) -> Json:
        clamp = self.chance(0.5)
        limits = self.random.choice([[], ["500"], ["450", "800", "1000"]])
        steps = [
            {"up_to": limit, "points": f"{weight * (len(limits) - at) / 4:g}"}
            for at, limit in enumerate([*limits, None])
        ]
        parameters: dict[str, Json] = {
            "lowest_over_price": {"zero": self.random.choice(["refuse", "full_marks"])},
            "percentage_above_lowest": {"floor": self.random.choice([None, "0", "-5.5"])},
            "min_max": {"all_equal": self.random.choice(["full_marks", "refuse"])},
            "fixed_bounds": {"lower": "450", "upper": "1100.5", "clamp": clamp},
            "mean_deviation": {"clamp": clamp},
            "reference_over_price": {"reference": "777.77", "cap": clamp},
            "logarithmic": {"base": self.random.choice(["2", "2.718", "10"]), "clamp": clamp},
            "bands": {"bands": steps},
        }
        return {"type": kind, **parameters[kind]}

    def value(self, leaf: str, weight: float, measures: list[str]) -> Json:
        kind = self.fixed.get(leaf) or self.random.choice(VALUE_TYPES)
        schedule = [
            {"until": 1, "rate": "0.035"},
            {"until": 3, "rate": "0.03"},
            {"until": None, "rate": "0.01"},
        ]
        rates: list[Any] = ["0", "0.035", [{"until": None, "rate": "0.02"}], schedule]
        made: Json = {
            "id": leaf,
            "title": leaf,
            "kind": "social_value",
            "weight": f"{weight:g}",
            "formula": self.value_formula(kind, weight),
            "discount_rate": self.random.choice(rates),
            "first_year": self.random.randint(0, 1),
            "net": self.chance(0.6),
            "measures": measures,
        }
        if self.chance(0.3):
            made["minimum"] = str(self.random.randint(0, 60))
        if self.method == "award_on_value" and weight and self.chance(0.5):
            made["money"] = str(self.random.randint(0, 500))
        return made

    def value_formula(self, kind: str, weight: float) -> Json:
        value_bands = [
            {"from": "0", "points": "0"},
            {"from": "100", "points": f"{weight / 5:g}"},
            {"from": "900.5", "points": f"{weight / 5:g}"},
        ]
        share_bands = [{"from": "0", "points": "0"}, {"from": "0.25", "points": f"{weight / 5:g}"}]
        bands = {"over": "value", "bands": value_bands}
        if self.chance(0.5):
            bands = {"over": "share", "bands": share_bands}
        targets: list[Json] = [
            {"target": "900"},
            {"target": "0.6", "per_pound": True},
            {"target": "2000", "per_pound": False},
        ]
        menu = {
            "points": {"M1": "2", "M3": "0.7", "T1": "9", "V1": "1"},
            "maximum": "12",
            "minimum": self.random.choice([None, "0", "1.5"]),
        }
        parameters: dict[str, Json] = {
            "relative_to_highest": {},
            "share_of_price": {},
            "against_target": self.random.choice(targets),
            "bands": bands,
            "points_menu": menu,
        }
        return {"type": kind, **parameters[kind]}

    def measure(self, name: str) -> Json:
        made: Json = {"title": name, "unit": "each", "value": self.amount(1, 90), "kind": "economic"}
        if name == "T1":
            made["kind"] = "transfer"
        if name == "N1":
            made["value"] = None
        if name == "V1":
            del made["value"]
            made |= {"values": ["100", "120.5", "130"], "kind": "environmental"}
        for key in ("deadweight", "attribution", "displacement", "leakage", "drop_off"):
            if self.chance(0.4):
                made[key] = self.random.choice(["0", "0.1", "1"] if key == "drop_off" else ["0.1", "0.25"])
        if self.chance(0.3):
            made["cap"] = str(self.random.randint(0, 12))
        return made

    def award(self) -> Json:
        made: Json = {"type": self.method}
        if self.method in ("quality_per_price", "weighted_value_index"):
            made["per"] = self.random.choice(["1", "1000000"])
        if self.method == "quality_per_price" and self.chance(0.7):
            key = self.random.choice(["price", "quality", "Q1"])
            made["corridor"] = {"width": self.random.choice(["0.03", "0.2", "0.5"]), "decide_by": key}
        if self.method == "willingness_to_pay":
            made["value_per_point"] = "3.25"
        if self.method == "price_quality_method":
            made["estimate"] = "1500"
        if self.method not in ("weighted_sum", "lowest_price") and self.chance(0.5):
            made["quality_base"] = self.random.choice(["hundred", "weight"])
        return made

    def bid(self, bid_id: str, published: Json) -> Json:
        prices = {
            leaf["id"]: self.price_of(basket="items" in leaf)
            for leaf in published["criteria"]
            if leaf["kind"] == "price"
        }
        made = bid(
            bid_id,
            marks={
                "Q1": self.random.choice("12345"),
                "Q2": self.random.choice(["NR", "0", "Good", "good", "*"]),
            },
            prices=prices,
            passes={"C1": self.chance(0.95), "C2": self.chance(0.95)},
            commitments=[self.commitment() for _ in range(self.random.randint(0, 6))],
        )
        if self.chance(0.1):
            made["excluded"] = {"kind": self.random.choice(["disregarded", "withdrawn"]), "reason": "Late"}
            if self.chance(0.5):
                del made["marks"], made["prices"]
        return made

    def commitment(self) -> Json:
        made: Json = {"measure": self.random.choice(MEASURES), "quantity": self.amount(0, 9)}
        if self.chance(0.8):
            made["year"] = self.random.randint(0, 5)
        if self.chance(0.2):
            made |= {"counted": "0", "counted_reason": "No evidence"}
        return made

    def price_of(self, *, basket: bool) -> Any:
        if basket:
            return {"I1": self.amount(20, 60), "I2": self.amount(50, 150)}
        return "0" if self.chance(0.03) else self.amount(400, 1100)
