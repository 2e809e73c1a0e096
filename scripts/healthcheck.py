"""Ask the web process whether it can serve pages: exit code 0 when /healthz answers and says that the database is well.

A worker that stopped makes /healthz answer 503, which is for whoever watches the service; it is no reason to take the
pages away as well, so this check looks at the database alone. With --all, everything has to be well.

    python scripts/healthcheck.py             one question (the container's health check)
    python scripts/healthcheck.py --wait 60   keep asking for up to 60 seconds
    python scripts/healthcheck.py --all       with broker, worker and disk

HOST, PORT and ALLOWED_HOSTS are read from the environment, as the web process itself has them.
"""

import argparse
import http.client
import json
import os
import sys
import time

SECONDS_BETWEEN_QUESTIONS = 0.2
EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 - read here, bound by the Procfile


def host_name(allowed_hosts: str) -> str:
    """A name that Django will accept: the first of ALLOWED_HOSTS that is a name and not a pattern."""
    names = (name.strip() for name in allowed_hosts.split(","))
    return next((name for name in names if name and name != "*" and not name.startswith(".")), "localhost")


def is_well(address: str, port: int, host: str, *, everything: bool = False) -> bool:
    """One request to /healthz at this address, as if it had come for `host`."""
    connection = http.client.HTTPConnection(address, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        answer = connection.getresponse()
        if answer.status == http.HTTPStatus.OK:
            return True
        return not everything and bool(json.load(answer)["checks"]["database"]["ok"])
    except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError):
        return False
    finally:
        connection.close()


def wait_until_well(seconds: float, *, everything: bool = False) -> bool:
    """Ask until the answer is yes or the seconds are over; at least once."""
    bound_to = os.environ.get("HOST", "127.0.0.1")
    address = "127.0.0.1" if bound_to == EVERY_ADDRESS else bound_to
    port = int(os.environ.get("PORT", "8000"))
    host = host_name(os.environ.get("ALLOWED_HOSTS", "localhost"))
    give_up_at = time.monotonic() + seconds
    while not is_well(address, port, host, everything=everything):
        if time.monotonic() >= give_up_at:
            return False
        time.sleep(SECONDS_BETWEEN_QUESTIONS)
    return True


def main() -> int:
    """Parse the command line and answer with an exit code."""
    parser = argparse.ArgumentParser(description="Ask the web process whether it is well.")
    parser.add_argument("--wait", type=float, default=0, metavar="SECONDS", help="keep asking for so long")
    parser.add_argument("--all", action="store_true", help="broker, worker and disk have to be well too")
    given = parser.parse_args()
    return 0 if wait_until_well(given.wait, everything=given.all) else 1


if __name__ == "__main__":
    sys.exit(main())
