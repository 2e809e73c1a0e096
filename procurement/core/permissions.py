"""Named permissions made of `rules` predicates, each with the sentence that explains a refusal."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import rules

from .errors import NotPermitted

Test = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Condition:
    """One predicate on (person, thing) and what to tell a person who fails it: who could do it, or when."""

    test: Test
    otherwise: str | Callable[[Any, Any], str]

    def explain(self, person: Any, thing: Any) -> str:
        return self.otherwise if isinstance(self.otherwise, str) else self.otherwise(person, thing)


_conditions: dict[str, tuple[Condition, ...]] = {}


def permission(name: str, *conditions: Condition) -> str:
    """Register permission `name`, held by who meets every condition; they are tried in order. Returns the name."""
    predicate = rules.predicate(
        lambda person, thing: all(c.test(person, thing) for c in conditions), name=name
    )
    rules.add_perm(name, predicate)
    _conditions[name] = conditions
    return name


def refusal(name: str, person: Any, thing: Any) -> str | None:
    """None when the person may; else the first reason why not. An unknown permission is a KeyError."""
    for condition in _conditions[name]:
        if not condition.test(person, thing):
            return condition.explain(person, thing)
    return None


def allowed(name: str, person: Any, thing: Any) -> bool:
    """Whether the person holds the permission on the thing."""
    if not rules.perm_exists(name):
        raise KeyError(name)
    return bool(rules.has_perm(name, person, thing))


def demand(name: str, person: Any, thing: Any) -> None:
    """Raise NotPermitted with the reason unless the person holds the permission on the thing."""
    reason = refusal(name, person, thing)
    if reason is not None:
        raise NotPermitted(reason)


def permission_names() -> list[str]:
    """Every registered permission, sorted."""
    return sorted(_conditions)
