"""Bring the database up to date before anything is started: `python -m scripts.release`. Safe to run again.

The settings are checked first, and the code with them unless SKIP_CHECKS is set, because that loads every page. Then
migrations, the table of the cache, and the starter measures or, where DEMO is set, the demonstration with them. One
process for all, because most of the time that each takes is spent on starting Django.
"""

import io
import os
import sys

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError


def main() -> None:
    """Run the commands in order; the first that fails stops the rest."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "procurement.settings")
    try:
        django.setup()
        tags = ["settings"] if os.environ.get("SKIP_CHECKS") else None
        call_command("check", tags=tags, stdout=io.StringIO())
    except (ImproperlyConfigured, SystemCheckError) as error:
        sys.exit(str(error))
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_demo" if settings.DEMO else "load_measures")


if __name__ == "__main__":
    main()
