"""How long the award report takes to be set and how much memory the worker needs for it, each in a process of its own.

The content is made up (`tests/awards/report_extremes.py`): eighteen questions with reasons of 150 words, price, and
commitments to seven themes. Processor time, because one report keeps one processor busy whatever else the machine does.
"""

import json
import os
import resource
import subprocess
import sys
import time
from io import BytesIO

from .figures import Figure

SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.settings"}


def measure() -> list[Figure]:
    """Ten bids under twenty criteria, and how it grows from five bids to ten."""
    whole, half = (_in_a_fresh_process(bids) for bids in (10, 5))
    size = "10 bids x 20 criteria"
    return [
        Figure("award report: processor time", size, whole["seconds"], "s", bound=30),
        Figure("award report: most memory of the process", size, whole["megabytes"], "MB", bound=600),
        Figure("award report: pages", size, whole["pages"], "pages"),
        Figure(
            "award report: twice the bids",
            "10 x 20 to 5 x 20, processor time",
            whole["seconds"] / half["seconds"],
            "x",
            bound=2.5,
        ),
    ]


def _in_a_fresh_process(bids: int) -> dict[str, float]:
    child = [sys.executable, "-m", "bench.report", str(bids)]
    done = subprocess.run(child, check=True, capture_output=True, text=True, env={**os.environ, **SETTINGS})
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _render(bids: int) -> dict[str, float]:
    # Loaded in the process that is measured alone: the PDF engine is large, and needs the site's settings.
    import django  # noqa: PLC0415

    django.setup()
    from pypdf import PdfReader  # noqa: PLC0415

    from procurement.awards.report import render_award_report  # noqa: PLC0415
    from tests.awards.report_extremes import big_report  # noqa: PLC0415
    from tests.awards.report_sample import BUNDLE, MADE_AT  # noqa: PLC0415

    content = big_report(bids=bids)
    before = time.process_time()
    pdf = render_award_report(content, attachments=[BUNDLE], created_at=MADE_AT)
    seconds = time.process_time() - before
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "megabytes": megabytes, "pages": len(PdfReader(BytesIO(pdf)).pages)}


if __name__ == "__main__":
    print(json.dumps(_render(int(sys.argv[1]))))
