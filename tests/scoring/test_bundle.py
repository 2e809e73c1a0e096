"""Hashes, bundles and their verification."""

import copy
import json
import subprocess
import sys
from typing import Any

import pytest

import scoring
from scoring import EvaluationError, canonical_json, make_bundle, sha256_of, verify_bundle
from scoring.jsontext import load_json
from tests.scoring.builders import Json, full_example, result


def bundle() -> Json:
    given = full_example()
    return make_bundle(given, result(given["model"], *given["bids"]), audit_head="sha256:0", spread=0.25)


def test_canonical_json_sorts_keys_and_escapes_nothing_it_need_not() -> None:
    assert canonical_json({"b": [1, None], "a": "£ x\n"}) == '{"a":"£ x\\n","b":[1,null]}'.encode()
    assert sha256_of({}) == "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_the_model_hash_is_over_the_model_as_it_stands_in_the_file() -> None:
    given = full_example()
    found = result(given["model"], *given["bids"])
    assert found["model_hash"] == sha256_of(given["model"])
    given["model"]["double_count"] = None
    assert result(given["model"], *given["bids"])["model_hash"] != found["model_hash"]


def test_the_result_hash_is_over_the_result_without_engine_and_hash() -> None:
    found = bundle()["result"]
    rest = {key: value for key, value in found.items() if key not in ("engine", "result_hash")}
    assert found["result_hash"] == sha256_of(rest)


def test_a_bundle_is_verified_and_other_keys_are_passed_over() -> None:
    assert verify_bundle(json.loads(json.dumps(bundle()))) == []


def test_a_result_of_another_engine_version_with_the_same_figures_is_verified() -> None:
    given = bundle()
    given["result"]["engine"] = "1.7.0"
    assert verify_bundle(given) == []


def tampered(*path: str | int, to: Any) -> Json:
    given = copy.deepcopy(bundle())
    place = given
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return given


@pytest.mark.parametrize(
    ("given", "difference"),
    [
        (
            tampered("result", "bids", 0, "total", to="84.01"),
            'result.bids[0].total: the bundle says "84.01"; computed "84.00"',
        ),
        (tampered("result", "winner", to=["A"]), 'result.winner[0]: the bundle says "A"; computed "B"'),
        (tampered("result", "winner", to=[]), 'result.winner[0]: the bundle says nothing; computed "B"'),
        (tampered("result", "extra", to=None), "result.extra: the bundle says null; computed nothing"),
        (
            tampered("result", "bids", 0, "rank", to="2"),
            'result.bids[0].rank: the bundle says "2"; computed 2',
        ),
        (
            tampered("result", "bids", 0, "criteria", "G", "pass", to=1),
            "result.bids[0].criteria.G.pass: the bundle says 1; computed true",
        ),
        (tampered("result", "bids", to={}), "result.bids: the bundle says an object; computed a list"),
    ],
)
def test_each_tampering_with_the_result_is_one_difference(given: Json, difference: str) -> None:
    assert verify_bundle(given) == [difference]


def test_a_changed_mark_shows_in_every_figure_that_depends_on_it() -> None:
    paths = [
        line.split(":")[0] for line in verify_bundle(tampered("evaluation", "bids", 0, "marks", "Q1", to="5"))
    ]
    assert "result.bids[0].criteria.Q1.points" in paths
    assert "result.bids[0].total" in paths
    assert "result.result_hash" in paths


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ([], "file: found a list; allowed: an object"),
        ({}, "format: found nothing; allowed: commonweal/bundle/1"),
        (tampered("format", to="zip"), 'format: found "zip"; allowed: commonweal/bundle/1'),
        (tampered("evaluation", to=None), "evaluation: found null; allowed: an object"),
        (tampered("result", to="none"), 'result: found "none"; allowed: an object'),
        (
            tampered("evaluation", "model", "title", to=None),
            "evaluation.model.title: found null; allowed: text",
        ),
        (
            tampered("evaluation", "bids", to=[]),
            "evaluation.bids: found no bids; allowed: at least one bid to evaluate",
        ),
    ],
)
def test_a_bundle_that_cannot_be_read_is_bad_input(given: Any, problem: str) -> None:
    with pytest.raises(EvaluationError) as refused:
        verify_bundle(given)
    assert problem in str(refused.value).split("\n")


def test_a_figure_that_stands_twice_in_the_result_is_bad_input() -> None:
    text = json.dumps(bundle()).replace('"winner": ["B"]', '"winner": ["A"], "winner": ["B"]')
    with pytest.raises(EvaluationError) as refused:
        verify_bundle(load_json(text))
    assert str(refused.value) == "result.winner: found the same key more than once; allowed: each key once"


def test_the_library_imports_nothing_but_the_standard_library() -> None:
    code = "import scoring, scoring.__main__, sys; print(' '.join({m.split('.')[0] for m in sys.modules}))"
    run = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    outside = set(run.stdout.split()) - set(sys.stdlib_module_names) - {"scoring", "__main__"}
    assert {name for name in outside if not name.startswith(("__", "_distutils"))} == set()


def test_everything_public_is_named() -> None:
    assert sorted(scoring.__all__) == scoring.__all__
    assert all(hasattr(scoring, name) for name in scoring.__all__)
    assert scoring.ENGINE_VERSION == "1.2.0"
