"""Handlers that the outbox tests deliver to: one that writes down what it got, one that always fails."""

received: list[dict[str, object]] = []


def write_down(**ids: object) -> None:
    received.append(ids)


def fail(**ids: object) -> None:
    raise ValueError("the printer is on fire")
