"""Throws hostile JSON at the scoring library: `python -m tests.scoring.fuzz --seconds 600`, or `make fuzz`.

Whatever is thrown, the answer is a result that can be written as JSON, or EvaluationError that names a path for
every fault; within 30 seconds of processor time, and within the memory that the process is allowed.
"""

import argparse
import copy
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring import (
    EvaluationError,
    check_model,
    evaluate,
    make_bundle,
    parse_evaluation,
    read_evaluation,
    verify_bundle,
)
from scoring.agreement import agreement
from scoring.robustness import robustness
from scoring.stress import stress
from tests.scoring.builders import Json, bid, evaluation, group, measure, model, price, quality, social_value
from tests.scoring.invented import tenders

PATIENCE = 30.0
MEMORY = 4_000_000_000
_answers = {"results": 0, "refusals": 0}


def nested(levels: int) -> Any:
    """Lists within lists."""
    value: Any = []
    for _ in range(levels):
        value = [value]
    return value


ODD: list[Any] = [
    *(None, True, False, 0, -1, 2, 101, 2**63, 10**60, 10**5000, 1.5, 1e300),
    *(float("nan"), float("inf"), float("-inf"), -0.0),
    *(
        "",
        "0",
        "-0",
        "-1",
        "1",
        "100",
        "NaN",
        "Infinity",
        "1e400",
        "1E5",
        "0x10",
        "1_0",
        "٣",
        "½",
        " 1",
        "1\n",
    ),
    *("9" * 40, "9" * 41, "0." + "0" * 37 + "1", "-" + "9" * 39, "0" * 40, "33." + "3" * 37),
    *(
        "\x00",
        "\ud800",
        "A\nbids: found nothing",
        "x" * 10_000,
        "Q1",
        "P",
        "A",
        "M",
        "0-5",
        "price",
        "quality",
    ),
    *([], {}, [None], [[]], {"": {}}, {"type": "bands", "bands": []}, {"type": "weighted_sum"}),
    *({"type": "logarithmic", "base": "1." + "0" * 36 + "1", "clamp": False}, {"type": "min_max"}),
    *({"type": "quality_per_price", "per": "9" * 40}, {"type": "weighted_value_index", "per": "1"}),
    *([{"until": 100, "rate": "9" * 40}, {"until": None, "rate": "0." + "9" * 38}], nested(60), nested(150)),
]
odd = st.sampled_from(ODD) | st.text(max_size=3) | st.floats() | st.integers()


@st.composite
def hostile(draw: st.DrawFn) -> Any:
    """An invented file with sheets, in which a few places are replaced, repeated, moved, renamed or lost."""
    given_file = copy.deepcopy(draw(tenders()))
    given_file["sheets"] = [
        {"evaluator": name, "bid": entry["id"], "marks": dict(entry["marks"])}
        for entry in given_file["bids"]
        for name in ("E1", "E2")
    ]
    for _ in range(draw(st.integers(0, 4))):
        _spoil(draw, given_file)
    return given_file


def _spoil(draw: st.DrawFn, given_file: Json) -> None:
    places = list(_places(given_file))
    holder, key = places[draw(st.integers(0, len(places) - 1))]
    how = draw(st.sampled_from(["replace", "replace", "lose", "repeat", "move", "rename"]))
    if how == "lose":
        del holder[key]
    elif how == "repeat" and isinstance(holder, list):
        holder.extend(copy.deepcopy(holder[key]) for _ in range(draw(st.sampled_from([1, 1, 50]))))
    elif how == "move":
        other, place = places[draw(st.integers(0, len(places) - 1))]
        holder[key] = copy.deepcopy(other[place])
    elif how == "rename" and isinstance(holder, dict):
        holder[draw(st.sampled_from(["", "Q1", "per", "minimum", "\ud800", 7, None, "x" * 500]))] = (
            holder.pop(key)
        )
    else:
        holder[key] = copy.deepcopy(draw(odd))


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a JSON value, as what holds it and its key there."""
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        keys: Any = list(holder) if isinstance(holder, dict) else range(len(holder))
        for key in keys:
            yield holder, key
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])


@st.composite
def broken_text(draw: st.DrawFn) -> str | bytes:
    """A file as text, cut or with bytes changed."""
    text = json.dumps(draw(tenders()))
    at, to = draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))
    change = draw(st.sampled_from(["cut", "repeat", "bytes", "swap", "none"]))
    if change == "cut":
        return text[: min(at, to)] + text[max(at, to) :]
    if change == "repeat":
        return text[: max(at, to)] + text[min(at, to) :]
    if change == "bytes":
        return text[:at].encode() + draw(st.binary(max_size=4)) + text[at:].encode()
    if change == "swap":
        old, new = draw(
            st.sampled_from([('"', ""), (",", ",,"), (":", "="), ("true", "NaN"), ("0", "1e400")])
        )
        return text.replace(old, new, 1 + at % 9)
    return text


def answer(ask: Callable[[], Any], *, patience: float = PATIENCE) -> Any:
    """What the library answers: JSON, or None where it refuses; anything else is an error here."""
    started = time.process_time()
    found: Any = None
    refused: EvaluationError | None = None
    try:
        found = ask()
    except EvaluationError as error:
        refused = error
    taken = time.process_time() - started
    assert taken < patience, f"{taken:.1f} s"
    _answers["refusals" if refused else "results"] += 1
    if refused is None:
        json.dumps(found, allow_nan=False)
        return found
    assert refused.errors
    lines = str(refused).split("\n")
    assert len(lines) == len(refused.errors)
    for problem in refused.errors:
        assert problem.path
        assert problem.found
        assert problem.allowed
        assert str(problem).isprintable()
    return None


def ask_everything(given_file: Any) -> None:
    """Every question that the library answers about a file."""
    found = answer(lambda: evaluate(parse_evaluation(given_file)).to_json())
    try:
        text = json.dumps(given_file)
    except (TypeError, ValueError):  # a key or a number that no JSON has
        text = "{}"
    answer(lambda: evaluate(read_evaluation(text)).to_json())
    answer(lambda: check_model(given_file.get("model")))
    answer(lambda: agreement(parse_evaluation(given_file), flag=Fraction(1, 2)))
    answer(lambda: robustness(parse_evaluation(given_file), draws=50))
    answer(lambda: stress(given_file.get("model"), tenders=10, bidders=3))
    bundle = make_bundle(given_file, found or {})
    differences = answer(lambda: verify_bundle(bundle))
    assert found is None or differences == []


def ask_about_text(source: str | bytes) -> None:
    """What a reader of a file is asked."""
    answer(lambda: evaluate(read_evaluation(source)).to_json())


def large_files() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Files that are only large: each with a name, and what is asked of it."""
    marks = {f"Q{at}": "3" for at in range(4_999)}
    questions = [quality(key, "0") for key in marks]
    full = [quality("Q", "100"), *questions]
    yield "10,000 criteria", lambda: check_model(model(*(quality(f"Q{at}", "0") for at in range(10_000))))
    yield "a file of 50 MB", lambda: read_evaluation(b'{"bids": [' + b'"' * 50_000_000)
    yield "a million brackets", lambda: read_evaluation("[" * 1_000_000)
    yield "a million keys", lambda: read_evaluation("{" + '"a":0,' * 1_000_000 + '"a":0}')
    yield "100,000 faults", lambda: parse_evaluation(evaluation(model(*full), *({} for _ in range(100_000))))
    answers = {"Q": "5", **marks}
    wide = evaluation(model(*full), *(bid(str(at), marks=answers) for at in range(40)))
    yield "5,000 criteria, 40 bids", lambda: evaluate(parse_evaluation(wide)).to_json()
    plain = model(price("P", "100"))
    many = evaluation(plain, *(bid(str(at), prices={"P": f"{at + 1}.37"}) for at in range(30_000)))
    yield "30,000 bids", lambda: evaluate(parse_evaluation(many)).to_json()


def slow_files() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Files that make much work of little."""
    leaving = model(
        group(
            "G", "100", price("P", "100", formula={"type": "min_max", "all_equal": "full_marks"}), minimum="1"
        )
    )
    one_by_one = evaluation(leaving, *(bid(str(at), prices={"P": str(2**at)}) for at in range(132)))
    yield "bids that leave one by one", lambda: evaluate(parse_evaluation(one_by_one)).to_json()
    prices = [price(f"P{at}", "0.05") for at in range(2_000)]
    rates = {f"P{at}": f"1.{at:04d}{'7' * 30}" for at in range(2_000)}
    others = {key: figure[:-1] + "3" for key, figure in rates.items()}
    unlike = evaluation(model(*prices), bid("A", prices=rates), bid("B", prices=others))
    yield "2,000 unlike fractions in a sum", lambda: evaluate(parse_evaluation(unlike)).to_json()
    leaf = social_value("S", "50", discount_rate="0." + "123456789" * 4, first_year=1)
    valued = model(leaf, price("P", "50"), measures={"M": measure("0." + "7" * 38, drop_off="0." + "3" * 38)})
    promises = [{"measure": "M", "quantity": f"{at + 1}.7", "year": 100} for at in range(1_000)]
    distant = evaluation(valued, bid("A", prices={"P": "1"}, commitments=promises))
    yield "1,000 promises of a hundredth year", lambda: evaluate(parse_evaluation(distant)).to_json()
    power = model(
        quality("Q", "99.89"), price("P", "0.11"), award_method={"type": "weighted_value_index", "per": "1"}
    )
    high = evaluation(power, bid("A", marks={"Q": "3"}, prices={"P": "0." + "0" * 37 + "1"}))
    yield "a power of 908", lambda: evaluate(parse_evaluation(high)).to_json()


def fuzz(seconds: float, *, large: bool) -> None:
    """Ask until the time is up; raises where an answer is neither a result nor a refusal with paths."""
    if large:
        for name, ask in (*large_files(), *slow_files()):
            started = time.process_time()
            answer(ask, patience=4 * PATIENCE)
            sys.stdout.write(f"{name}: {time.process_time() - started:.1f} s\n")
            sys.stdout.flush()
    until = time.monotonic() + seconds
    rounds = settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    spoilt = rounds(given(hostile())(ask_everything))
    broken = rounds(given(broken_text())(ask_about_text))
    while time.monotonic() < until:
        spoilt()
        broken()


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.scoring.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="how long (600)")
    parser.add_argument("--large", action="store_true", help="large files first")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    fuzz(options.seconds, large=options.large)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"{_answers['results']} results, {_answers['refusals']} refusals, at most {peak} MB\n")


if __name__ == "__main__":
    main()
