"""The command line (format 1, "Command line").

Exit codes: 0 done, 1 the answer is "no", 2 bad input (errors on standard error, nothing on standard output).
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

from scoring.advice import model_warnings
from scoring.bundle import verify_bundle
from scoring.errors import EvaluationError, Problem
from scoring.evaluate import Evaluation, check_file, evaluate, read_evaluation
from scoring.figures import parse_number
from scoring.jsontext import LARGEST_BUNDLE, LARGEST_FILE, load_json, show
from scoring.table import result_table
from scoring.version import ENGINE_VERSION

DONE, ANSWER_IS_NO, BAD_INPUT = 0, 1, 2
Command = Callable[[argparse.Namespace], tuple[int, str]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    command: Command = options.command
    try:
        code, text = command(options)
    except EvaluationError as error:
        _write(sys.stderr, str(error))
        return BAD_INPUT
    _write(sys.stdout, text)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scoring", description="Score bids by a published model.")
    parser.add_argument("--version", action="version", version=ENGINE_VERSION)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Command, words: str, file: str = "FILE") -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=words, description=words)
        found.add_argument("file", metavar=file, type=Path)
        found.set_defaults(command=run)
        return found

    score = command("evaluate", _evaluate, "score the bids of a file; the result as JSON")
    score.add_argument("--table", action="store_true", help="a table for people instead")
    command("check", _check, "check the model of a file; warnings as JSON")
    safe = command(
        "robustness", _robustness, "how safe the winner is: weights, marks and prices that change it"
    )
    safe.add_argument("--draws", type=int, default=100_000, help="random weights (100000)")
    safe.add_argument("--level", choices=("top", "leaf"), default="top", help="which criteria are weighed")
    tried = command("stress", _stress, "what the rules of a model do to invented bids")
    tried.add_argument("--tenders", type=int, default=2000, help="invented tenders (2000)")
    tried.add_argument("--bidders", type=int, default=5, help="bidders in each (5)")
    tried.add_argument("--table", action="store_true", help="a text for people instead")
    for studied in (safe, tried):
        studied.add_argument("--seed", type=int, default=1, help="the same seed gives the same answer (1)")
    agreed = command("agreement", _agreement, "how far the evaluators' sheets agree")
    agreed.add_argument("--flag", default="0.4", help="flag a range above this share of the scale (0.4)")
    command("verify", _verify, "compute an evidence bundle again", "BUNDLE")
    book = command("workbook", _workbook, "write a workbook that calculates the award with its own formulas")
    book.add_argument("workbook", metavar="OUT.xlsx", type=Path)
    command("from-workbook", _from_workbook, "read such a workbook back into an evaluation file", "WORKBOOK")
    return parser


def _evaluate(options: argparse.Namespace) -> tuple[int, str]:
    result = evaluate(_evaluation(options))
    return DONE, result_table(result) if options.table else _json(result.to_json())


def _check(options: argparse.Namespace) -> tuple[int, str]:
    model = check_file(load_json(_read(options.file, LARGEST_FILE)))
    return DONE, _json({"warnings": model_warnings(model)})


def _robustness(options: argparse.Namespace) -> tuple[int, str]:
    evaluation = _evaluation(options)
    study = _needing("numpy", "scoring.robustness").robustness
    return DONE, _json(study(evaluation, draws=options.draws, seed=options.seed, level=options.level))


def _stress(options: argparse.Namespace) -> tuple[int, str]:
    raw = load_json(_read(options.file, LARGEST_FILE))
    check_file(raw)
    package = _needing("numpy", "scoring.stress")
    sizes = {"tenders": options.tenders, "bidders": options.bidders, "seed": options.seed}
    answer = package.stress(raw["model"], **sizes)
    return DONE, package.stress_table(answer) if options.table else _json(answer)


def _agreement(options: argparse.Namespace) -> tuple[int, str]:
    evaluation = _evaluation(options)
    flag = parse_number(options.flag)
    if flag is None or not 0 <= flag <= 1:
        raise EvaluationError([Problem("--flag", show(options.flag), "a share of the scale, 0 to 1")])
    return DONE, _json(_needing("krippendorff", "scoring.agreement").agreement(evaluation, flag=flag))


def _verify(options: argparse.Namespace) -> tuple[int, str]:
    differences = verify_bundle(load_json(_read(options.file, LARGEST_BUNDLE), limit=LARGEST_BUNDLE))
    return (ANSWER_IS_NO, "\n".join(differences)) if differences else (DONE, "verified")


def _workbook(options: argparse.Namespace) -> tuple[int, str]:
    raw = load_json(_read(options.file, LARGEST_FILE))
    write = _needing("openpyxl", "scoring.workbook").write_workbook
    try:
        write(raw, options.workbook)
    except OSError as error:
        raise EvaluationError([_unusable(options.workbook, error, "a file that can be written")]) from None
    return DONE, f"{options.workbook} is written"


def _from_workbook(options: argparse.Namespace) -> tuple[int, str]:
    return DONE, _json(_needing("openpyxl", "scoring.workbook").from_workbook(options.file))


def _evaluation(options: argparse.Namespace) -> Evaluation:
    return read_evaluation(_read(options.file, LARGEST_FILE))


def _needing(package: str, module: str) -> Any:
    """A module that needs an installed package: loaded only for its own command, so that evaluate and verify run
    with Python alone and start at once."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] == "scoring":
            raise
        allowed = f"the package {package}, which this command needs (evaluate, check and verify do not)"
        raise EvaluationError([Problem("python", f"no package {error.name}", allowed)]) from None


def _read(path: Path, limit: int) -> bytes:
    """The bytes of a file, at most one more than `limit`, so that an endless one is not read to its end."""
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise EvaluationError([_unusable(path, error, "a file that can be read")]) from None


def _unusable(path: Path, error: Exception, allowed: str) -> Problem:
    reason = getattr(error, "strerror", None) or str(error)
    return Problem("file", f"{path} ({reason})", allowed)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _write(stream: TextIO, text: str) -> None:
    """Write UTF-8 whatever the terminal's encoding is: the same input gives the same bytes."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    stream.write(text + "\n")
    stream.flush()


if __name__ == "__main__":
    sys.exit(main())
