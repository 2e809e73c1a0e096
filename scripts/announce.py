"""When the web server answers, say where the demonstration is and who can sign in: announce.py PEOPLE."""

import os
import sys

from healthcheck import EVERY_ADDRESS, wait_until_well

SECONDS_TO_WAIT = 120

if __name__ == "__main__":
    people = sys.argv[1]
    host, port = os.environ["HOST"], os.environ["PORT"]
    if wait_until_well(SECONDS_TO_WAIT):
        place = "localhost" if host in (EVERY_ADDRESS, "127.0.0.1") else host
        print(
            f"\nCommonweal is running at http://{place}:{port}\n\n{people}\n\nStop it with Ctrl-C.\n",
            flush=True,
        )
