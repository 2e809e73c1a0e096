"""The command line: what it prints where, and with which exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scoring import make_bundle
from scoring.__main__ import main
from tests.scoring.builders import Json, full_example, result


def written(folder: Path, content: object) -> str:
    path = folder / "file.json"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return str(path)


def sealed() -> Json:
    given = full_example()
    return make_bundle(given, result(given["model"], *given["bids"]))


def test_evaluate_prints_the_result_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = full_example()
    assert main(["evaluate", written(tmp_path, given)]) == 0
    assert json.loads(capsys.readouterr().out) == result(given["model"], *given["bids"])


def test_evaluate_prints_a_table_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = full_example()
    given["bids"][0]["passes"]["G"] = False
    given["bids"].append({**given["bids"][1], "id": "C", "name": "Twin\u001b[2J"})
    assert main(["evaluate", "--table", written(tmp_path, given)]) == 0
    assert capsys.readouterr().out.split("\n") == [
        "Rank  Bid  Name           Status        Total      Q      P      S",
        "------------------------------------------------------------------",
        "1     B    Supplier B     admissible    94.00  46.00  30.00  18.00",
        "1     C    Twin\\u001b[2J  admissible    94.00  46.00  30.00  18.00",
        "-     A    Supplier A     disqualified      -  36.00      -      -",
        "",
        "Winner: B, C",
        "Recommended: none",
        "Undecided: B, C",
        "A: G: not passed",
        "Figures may not sum because of rounding.",
        "",
    ]


def test_check_prints_warnings_and_passes_over_the_bids(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = full_example()
    given["bids"] = [{"id": 5}]
    assert main(["check", written(tmp_path, given)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert [text.split(":")[0] for text in printed["warnings"]] == ["P", "P", "SV", "SV"]


def test_verify_says_verified_or_no_with_each_difference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", written(tmp_path, sealed())]) == 0
    assert capsys.readouterr().out == "verified\n"
    false = sealed()
    false["result"]["bids"][1]["rank"] = 2
    assert main(["verify", written(tmp_path, false)]) == 1
    assert capsys.readouterr().out == "result.bids[1].rank: the bundle says 2; computed 1\n"


@pytest.mark.parametrize("command", ["evaluate", "check", "verify"])
def test_bad_input_is_told_on_standard_error_alone(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, written(tmp_path, [])]) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "file: found a list; allowed: an object\n")
    assert main([command, str(tmp_path / "missing.json")]) == 2
    assert "allowed: a file that can be read" in capsys.readouterr().err
    assert main([command, str(tmp_path)]) == 2
    assert main([command, "nul\0byte"]) == 2


def test_a_file_with_two_models_cannot_be_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "file.json"
    text = json.dumps(full_example())
    path.write_text(text[:-1] + ', "model": {}}', encoding="utf-8")
    assert main(["check", str(path)]) == 2
    assert "model: found the same key more than once; allowed: each key once" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["award", "x"], ["workbook", "x"], ["evaluate"]])
def test_what_is_not_offered_is_a_usage_error(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert capsys.readouterr().out == ""


def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "scoring", *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_the_same_input_gives_the_same_bytes_on_any_terminal(tmp_path: Path) -> None:
    given = full_example()
    given["bids"][0]["excluded"] = {"kind": "withdrawn", "reason": "Preis in € unklar"}
    path = written(tmp_path, given)
    runs = [
        run("evaluate", path, PYTHONIOENCODING=encoding, PYTHONHASHSEED=seed)
        for encoding, seed in (("ascii", "1"), ("utf-16", "2"))
    ]
    assert [one.returncode for one in runs] == [0, 0]
    assert runs[0].stdout == runs[1].stdout
    assert "Preis in € unklar" in runs[0].stdout.decode("utf-8")


def test_errors_on_a_plain_terminal_are_told_all_the_same(tmp_path: Path) -> None:
    given = full_example()
    given["model"]["rank_on"] = "größte"
    one = run("evaluate", written(tmp_path, given), PYTHONIOENCODING="ascii")
    assert (one.returncode, one.stdout) == (2, b"")
    assert one.stderr.decode("utf-8").startswith('model.rank_on: found "größte"; allowed: exact, rounded')
