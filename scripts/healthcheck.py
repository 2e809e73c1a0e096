"""Ask the web process whether it is well: exit code 0 when /health/ answers 200.

    python scripts/healthcheck.py             one question (the container's health check)
    python scripts/healthcheck.py --wait 60   keep asking for up to 60 seconds

HOST, PORT and ALLOWED_HOSTS are read from the environment, as the web process itself has them.
"""

import argparse
import http.client
import os
import sys
import time

SECONDS_BETWEEN_QUESTIONS = 0.2
EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 - read here, bound by the Procfile


def host_name(allowed_hosts: str) -> str:
    """A name that Django will accept: the first of ALLOWED_HOSTS that is a name and not a pattern."""
    names = (name.strip() for name in allowed_hosts.split(","))
    return next((name for name in names if name and name != "*" and not name.startswith(".")), "localhost")


def is_well(address: str, port: int, host: str) -> bool:
    """One request to /health/ at this address, as if it had come for `host`."""
    connection = http.client.HTTPConnection(address, port, timeout=5)
    try:
        connection.request("GET", "/health/", headers={"Host": host})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_until_well(seconds: float) -> bool:
    """Ask until the answer is yes or the seconds are over; at least once."""
    bound_to = os.environ.get("HOST", "127.0.0.1")
    address = "127.0.0.1" if bound_to == EVERY_ADDRESS else bound_to
    port = int(os.environ.get("PORT", "8000"))
    host = host_name(os.environ.get("ALLOWED_HOSTS", "localhost"))
    give_up_at = time.monotonic() + seconds
    while not is_well(address, port, host):
        if time.monotonic() >= give_up_at:
            return False
        time.sleep(SECONDS_BETWEEN_QUESTIONS)
    return True


def main() -> int:
    """Parse the command line and answer with an exit code."""
    parser = argparse.ArgumentParser(description="Ask the web process whether it is well.")
    parser.add_argument("--wait", type=float, default=0, metavar="SECONDS", help="keep asking for so long")
    return 0 if wait_until_well(parser.parse_args().wait) else 1


if __name__ == "__main__":
    sys.exit(main())
