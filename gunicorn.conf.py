"""Read by gunicorn when it starts: where its processes write their metrics. The Procfile starts it."""

import os
import shutil
import tempfile
from typing import Any

# Before anything of prometheus_client is imported: it decides then where figures are written.
if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="commonweal-metrics-")


def child_exit(server: Any, worker: Any) -> None:
    """The figures of a process that ended stay in the sums; those of its present are forgotten."""
    from prometheus_client import multiprocess  # noqa: PLC0415 - see above

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    """Take the folder away again."""
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
