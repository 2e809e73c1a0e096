"""The command line: evaluate, check and verify (format 1, "Command line").

Exit codes: 0 done, 1 the answer is "no", 2 bad input (errors on standard error, nothing on standard output).
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from scoring.advice import model_warnings
from scoring.bundle import verify_bundle
from scoring.errors import EvaluationError, Problem
from scoring.evaluate import check_file, evaluate, read_evaluation
from scoring.jsontext import LARGEST_BUNDLE, LARGEST_FILE, load_json
from scoring.table import result_table
from scoring.version import ENGINE_VERSION

DONE, ANSWER_IS_NO, BAD_INPUT = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], tuple[int, str]] = options.command
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
    score = commands.add_parser("evaluate", help="score the bids of a file; the result as JSON")
    score.add_argument("file", metavar="FILE", type=Path)
    score.add_argument("--table", action="store_true", help="a table for people instead")
    score.set_defaults(command=_evaluate)
    check = commands.add_parser("check", help="check the model of a file; warnings as JSON")
    check.add_argument("file", metavar="FILE", type=Path)
    check.set_defaults(command=_check)
    verify = commands.add_parser("verify", help="compute an evidence bundle again")
    verify.add_argument("file", metavar="BUNDLE", type=Path)
    verify.set_defaults(command=_verify)
    return parser


def _evaluate(options: argparse.Namespace) -> tuple[int, str]:
    result = evaluate(read_evaluation(_read(options.file, LARGEST_FILE)))
    return DONE, result_table(result) if options.table else _json(result.to_json())


def _check(options: argparse.Namespace) -> tuple[int, str]:
    model = check_file(load_json(_read(options.file, LARGEST_FILE)))
    return DONE, _json({"warnings": model_warnings(model)})


def _verify(options: argparse.Namespace) -> tuple[int, str]:
    differences = verify_bundle(load_json(_read(options.file, LARGEST_BUNDLE), limit=LARGEST_BUNDLE))
    return (ANSWER_IS_NO, "\n".join(differences)) if differences else (DONE, "verified")


def _read(path: Path, limit: int) -> bytes:
    """The bytes of a file, at most one more than `limit`, so that an endless one is not read to its end."""
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise EvaluationError([Problem("file", f"{path} ({reason})", "a file that can be read")]) from None


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
