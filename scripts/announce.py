"""When the web server answers, say where the demonstration is and as whom one can sign in."""

import os

from healthcheck import EVERY_ADDRESS, wait_until_well

from procurement.desk.demonstration.people import DEMO_PEOPLE

SECONDS_TO_WAIT = 120


def announcement(host: str, port: str) -> str:
    """The address, and one person for each role."""
    place = "localhost" if host in (EVERY_ADDRESS, "127.0.0.1") else host
    one_each = {person.role: person for person in reversed(DEMO_PEOPLE)}
    width = max(len(role) for role in one_each)
    lines = [
        f"  {role:<{width}}  {person.name}, {person.organisation}"
        for role, person in reversed(one_each.items())
    ]
    return "\n".join(
        [
            "",
            f"Commonweal is running at http://{place}:{port}",
            "",
            "On the front page, choose whom to sign in as (no password is asked for in the demonstration):",
            *lines,
            "",
            "Stop it with Ctrl-C.",
            "",
        ]
    )


if __name__ == "__main__":
    if wait_until_well(SECONDS_TO_WAIT):
        print(announcement(os.environ["HOST"], os.environ["PORT"]), flush=True)
