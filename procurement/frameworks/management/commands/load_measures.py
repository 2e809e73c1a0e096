"""`manage.py load_measures`: brings the starter measures into the database; running it again changes nothing."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from procurement.core.formatting import counted
from procurement.frameworks.services import load_framework

STARTER = Path(__file__).resolve().parents[2] / "measures.json"


class Command(BaseCommand):
    help = "Load the starter framework's themes, outcomes and measures."

    def handle(self, *_args: Any, **_options: Any) -> None:
        framework, changed = load_framework(content=json.loads(STARTER.read_text(encoding="utf-8")))
        self.stdout.write(f"{framework}: {counted(changed, 'measure')} new or changed.")
