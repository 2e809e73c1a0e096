"""The engine's version, and which rules changed from one version to the next.

A rule that is changed so that the same file gives another result gets a line here, so that `verify` can say why an
older bundle differs. A bundle holds the engine's version in its result.
"""

from __future__ import annotations

ENGINE_VERSION = "1.2.0"
# Version, and what it calculates differently from the one before; oldest first. 1.1.0 added formulas, methods and
# rules that 1.0.0 refused by name, and changed none that it calculated. Before 1.2.0 a root that is whole after all
# (of 64, the cube root) could be published one unit too low.
RULE_CHANGES: tuple[tuple[str, str], ...] = (
    ("1.2.0", "a figure with a root or a logarithm is rounded from its 40 digits, and no longer from more"),
)


def changes_since(version: object) -> list[str]:
    """What to know of a bundle that was made by another version of the engine and differs."""
    made, here = _parts(version), _parts(ENGINE_VERSION)
    if made is None or here is None:
        return [f"the bundle does not say which engine made it; this is {ENGINE_VERSION}"]
    if made > here:
        return [f"the bundle was made by engine {version}, which is newer than this one, {ENGINE_VERSION}"]
    return [
        f"changed in engine {changed}: {rule}"
        for changed, rule in RULE_CHANGES
        if made < (_parts(changed) or here)
    ]


def _parts(version: object) -> tuple[int, ...] | None:
    """The numbers of a version such as "1.0.0"."""
    if not isinstance(version, str) or len(version) > 40:
        return None
    parts = version.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    return tuple(int(part) for part in parts)
