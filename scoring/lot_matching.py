"""The best assignment of lots to suppliers under caps, in whole numbers, with its dual prices.

The circulation hub -> lot -> supplier -> hub in which a lot carries at most one unit, a supplier at most its
cap, and the award of lot l to supplier s gains `gains[l][s]`. Gains are Python's whole numbers, so two totals
are equal only when they are. `scoring.allocation` turns exact figures into them and back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_HUB = 0


@dataclass(frozen=True, slots=True)
class Matching:
    """A best assignment: the supplier of each lot (None: without award), the dual price of each lot and
    supplier, and for each lot everyone who holds it in some best assignment (None: nobody)."""

    holders: tuple[int | None, ...]
    lot_prices: tuple[int, ...]
    supplier_prices: tuple[int, ...]
    candidates: tuple[tuple[int | None, ...], ...]


def best_matching(gains: Sequence[Mapping[int, int]], caps: Sequence[int]) -> Matching:
    """The assignment with the greatest sum of gains, all above 0; `gains` holds suppliers by lot.

    Grows by shortest augmenting paths (successive shortest paths of a minimum-cost flow), so it ends with as
    many lots assigned as a best one has. Prices and candidates are the same for every best assignment, and so
    do not depend on the order of lots or suppliers.
    """
    search = _Search(gains, caps)
    while search.augment():
        pass
    distances = search.distances()
    lots = len(gains)
    return Matching(
        holders=tuple(search.holders),
        lot_prices=tuple(max(0, distances[1 + lot]) for lot in range(lots)),
        supplier_prices=tuple(max(0, -distances[1 + lots + s]) for s in range(len(caps))),
        candidates=search.candidates(distances),
    )


class _Search:
    """An assignment that grows; nodes of its residual graph are the hub (0), then lots, then suppliers."""

    def __init__(self, gains: Sequence[Mapping[int, int]], caps: Sequence[int]) -> None:
        self._gains = gains
        self._caps = caps
        self.holders: list[int | None] = [None] * len(gains)
        self._held: list[set[int]] = [set() for _supplier in caps]

    def augment(self) -> bool:
        """Assign one lot more along the path that gains most; whether there was one."""
        gain_at_lot = {lot: 0 for lot, holder in enumerate(self.holders) if holder is None}
        gain_at_supplier: dict[int, int] = {}
        came_from: dict[int, int] = {}
        waiting = deque(gain_at_lot)
        queued = set(waiting)
        while waiting:
            lot = waiting.popleft()
            queued.discard(lot)
            for supplier, gain in self._gains[lot].items():
                reached = gain_at_lot[lot] + gain
                known = gain_at_supplier.get(supplier)
                if supplier == self.holders[lot] or (known is not None and reached <= known):
                    continue
                gain_at_supplier[supplier] = reached
                came_from[supplier] = lot
                for held in self._held[supplier]:
                    back = reached - self._gains[held][supplier]
                    if held not in gain_at_lot or back > gain_at_lot[held]:
                        gain_at_lot[held] = back
                        if held not in queued:
                            queued.add(held)
                            waiting.append(held)
        ends = [s for s in gain_at_supplier if len(self._held[s]) < self._caps[s]]
        if not ends:
            return False
        taker: int | None = max(ends, key=gain_at_supplier.__getitem__)
        while taker is not None:
            lot = came_from[taker]
            before = self.holders[lot]
            if before is not None:
                self._held[before].discard(lot)
            self.holders[lot] = taker
            self._held[taker].add(lot)
            taker = before
        return True

    def _arcs(self) -> Iterator[tuple[int, int, int]]:
        """The residual arcs: from, to, cost. What a lot may carry is bounded at the hub alone."""
        lots = len(self._gains)
        for lot, gains in enumerate(self._gains):
            holder = self.holders[lot]
            yield (_HUB, 1 + lot, 0) if holder is None else (1 + lot, _HUB, 0)
            for supplier, gain in gains.items():
                yield 1 + lot, 1 + lots + supplier, -gain
                if supplier == holder:
                    yield 1 + lots + supplier, 1 + lot, gain
        for supplier, held in enumerate(self._held):
            if len(held) < self._caps[supplier]:
                yield 1 + lots + supplier, _HUB, 0
            if held:
                yield _HUB, 1 + lots + supplier, 0

    def distances(self) -> list[int]:
        """The length of the shortest way from the hub to each node: potentials under which no residual arc
        has a negative reduced cost, which is what makes the assignment a best one."""
        out: dict[int, list[tuple[int, int]]] = {}
        for tail, head, cost in self._arcs():
            out.setdefault(tail, []).append((head, cost))
        found = {_HUB: 0}
        waiting = deque([_HUB])
        queued = {_HUB}
        while waiting:
            node = waiting.popleft()
            queued.discard(node)
            for head, cost in out.get(node, ()):
                length = found[node] + cost
                if head not in found or length < found[head]:
                    found[head] = length
                    if head not in queued:
                        queued.add(head)
                        waiting.append(head)
        # A supplier without a bid is on no way from the hub, and has no price.
        return [found.get(node, 0) for node in range(1 + len(self._gains) + len(self._caps))]

    def candidates(self, distances: Sequence[int]) -> tuple[tuple[int | None, ...], ...]:
        """Who holds each lot in some best assignment. Two best ones differ by cycles of residual arcs of
        reduced cost 0, so an arc can be used exactly when both its ends are in one component of these arcs."""
        tight: list[list[int]] = [[] for _node in distances]
        for tail, head, cost in self._arcs():
            if cost + distances[tail] == distances[head]:
                tight[tail].append(head)
        component = _components(tight)
        lots = len(self._gains)
        found = []
        for lot, gains in enumerate(self._gains):
            node = 1 + lot
            loose = {head for head in tight[node] if component[head] == component[node]}
            holder = self.holders[lot]
            row: list[int | None] = [s for s in gains if s == holder or 1 + lots + s in loose]
            if holder is None or _HUB in loose:
                row.append(None)
            found.append(tuple(row))
        return tuple(found)


def _components(heads: Sequence[Sequence[int]]) -> list[int]:
    """The strongly connected component of each node, as the number of one of its nodes (Kosaraju)."""
    order: list[int] = []
    seen: set[int] = set()
    for start in range(len(heads)):
        if start in seen:
            continue
        seen.add(start)
        path = [(start, iter(heads[start]))]
        while path:
            node, ahead = path[-1]
            following = next((head for head in ahead if head not in seen), None)
            if following is None:
                order.append(node)
                path.pop()
            else:
                seen.add(following)
                path.append((following, iter(heads[following])))
    tails: list[list[int]] = [[] for _node in heads]
    for tail, row in enumerate(heads):
        for head in row:
            tails[head].append(tail)
    component = [-1] * len(heads)
    for root in reversed(order):
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if component[node] == -1:
                component[node] = root
                waiting.extend(tails[node])
    return component
