"""Make this computer's own keys once, in var/keys.env, readable by its owner only.

They are for a demonstration. Production is given its keys by the environment: a lost sealing key is a lost
bid, so they belong where the organisation keeps its other secrets.
"""

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet

KEYS_FILE = Path(__file__).resolve().parent.parent / "var" / "keys.env"


def make_keys(path: Path) -> None:
    """Write both keys whole or not at all, and never over keys that exist: bids are sealed with them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        "# Made by scripts/make_keys.py. Without them nobody can open the bids sealed on this computer.",
        f"SECRET_KEY={secrets.token_urlsafe(64)}",
        f"SEALING_KEYS={Fernet.generate_key().decode()}",
    ]
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


if __name__ == "__main__":
    make_keys(KEYS_FILE)
