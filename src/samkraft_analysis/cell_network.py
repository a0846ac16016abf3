"""Ranges of hidden cells in a two-way table, by flows.

A table with its totals is a circulation: each cell is an edge from its row to its column, each total an edge
on from there. A hidden edge may carry anything from 0 upwards, a shown edge carries its count. How far a
hidden count can move is the largest flow around it; what must be hidden with it is a cheapest cycle.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from heapq import heappop, heappush


@dataclass(eq=False)
class Edge:
    """A cell or a total: ``place`` is (row, column), None standing for the total over that direction."""

    tail: int
    head: int
    count: int
    may_hide: bool
    place: tuple[int | None, int | None]
    hidden: bool = False
    primary: bool = False
    forced: bool = False

    @property
    def price(self) -> int:
        """What hiding costs: few edges before small ones, cells before totals, people before zeros."""
        size = min(self.count, 999) if self.count else 1500
        return (100_000 if None in self.place else 1000) + size


class Network:
    """The edges of a table, and the question how far each hidden count can be pinned down."""

    def __init__(self, nodes: int, edges: list[Edge]) -> None:
        self.edges = edges
        self._at: list[list[Edge]] = [[] for _ in range(nodes)]
        for edge in edges:
            self._at[edge.tail].append(edge)
            self._at[edge.head].append(edge)

    def protect(self, width: int) -> Edge | None:
        """Hide more until every hidden edge has a range of at least ``width``; returns an edge that can't.

        Hiding widens ranges and never narrows them, so each edge is settled once. At the end everything that
        turned out to be hidden for nothing is shown again.
        """
        waiting = deque(sorted((e for e in self.edges if e.hidden), key=lambda e: e.count))
        while waiting:
            edge = waiting.popleft()
            if self.is_wide(edge, width) is None:
                fresh = self._cheapest_company(edge, width)
                for other in fresh:
                    other.hidden = True
                waiting.extend(fresh)
                if self.is_wide(edge, width) is None:
                    return edge
        self._show_the_needless(width)
        return None

    def is_wide(self, edge: Edge, width: int) -> set[Edge] | None:
        """The edges that prove a range of at least ``width``, or None when the range is narrower."""
        up, used = self._flow(edge, edge.head, edge.tail, width)
        if up >= width:
            return used
        down, used_too = self._flow(edge, edge.tail, edge.head, min(width - up, edge.count))
        return used | used_too if up + down >= width else None

    def range(self, edge: Edge) -> tuple[int, int | None]:
        """The lowest and highest count that the shown edges leave possible; None = no highest."""
        if not edge.hidden:
            return edge.count, edge.count
        limit = sum(other.count for other in self.edges) + 1
        up, _ = self._flow(edge, edge.head, edge.tail, limit)
        down, _ = self._flow(edge, edge.tail, edge.head, edge.count)
        return edge.count - down, None if up >= limit else edge.count + up

    def _flow(self, apart: Edge, source: int, sink: int, limit: int) -> tuple[int, set[Edge]]:
        """Largest flow (at most ``limit``) over the other hidden edges, and the edges that carry it."""
        pushed: dict[Edge, int] = {}
        total = 0
        if source == sink:
            return limit, set()
        while total < limit:
            path = self._shortest_path(apart, source, sink, pushed)
            if path is None:
                break
            backward = [edge.count + pushed.get(edge, 0) for edge, forward in path if not forward]
            amount = min([limit - total, *backward])
            for edge, forward in path:
                pushed[edge] = pushed.get(edge, 0) + (amount if forward else -amount)
            total += amount
        return total, {edge for edge, amount in pushed.items() if amount}

    def _shortest_path(
        self, apart: Edge, source: int, sink: int, pushed: dict[Edge, int]
    ) -> list[tuple[Edge, bool]] | None:
        came: dict[int, tuple[Edge, bool] | None] = {source: None}
        queue = deque([source])
        while queue:
            node = queue.popleft()
            for edge in self._at[node]:
                forward = edge.tail == node
                target = edge.head if forward else edge.tail
                if not edge.hidden or edge is apart or target in came:
                    continue
                if forward or edge.count + pushed.get(edge, 0) > 0:
                    came[target] = (edge, forward)
                    if target == sink:
                        return _walk_back(came, sink)
                    queue.append(target)
        return None

    def _cheapest_company(self, edge: Edge, width: int) -> list[Edge]:
        """Shown edges to hide so that ``edge`` gets its range: the cheaper of two kinds of cycle, or all.

        The count can rise by ``width``; or rise by what is missing while it can also fall to 0.
        """
        rises = self._cheapest_cycle(edge, falls=width, rises=0)
        both = self._cheapest_cycle(edge, falls=max(width - edge.count, 0), rises=edge.count)
        found = [cycle for cycle in (rises, both) if cycle is not None]
        if found:
            return min(found, key=lambda cycle: cycle[0])[1]
        return [other for other in self.edges if other.may_hide and not other.hidden]

    def _cheapest_cycle(self, edge: Edge, falls: int, rises: int) -> tuple[int, list[Edge]] | None:
        """Dijkstra from head to tail: edges walked backwards must hold ``falls``, forwards ``rises``."""
        best = {edge.head: 0}
        came: dict[int, tuple[Edge, bool] | None] = {edge.head: None}
        heap = [(0, edge.head)]
        while heap:
            cost, node = heappop(heap)
            if node == edge.tail:
                path = _walk_back(came, node)
                return cost, [step for step, _ in path if not step.hidden]
            if cost > best[node]:
                continue
            for step in self._at[node]:
                forward = step.tail == node
                if step is edge or not step.may_hide or step.count < (rises if forward else falls):
                    continue
                target = step.head if forward else step.tail
                dearer = cost + (1 if step.hidden else step.price)
                if dearer < best.get(target, dearer + 1):
                    best[target], came[target] = dearer, (step, forward)
                    heappush(heap, (dearer, target))
        return None

    def _show_the_needless(self, width: int) -> None:
        """Show again what isn't needed, largest first; only edges whose proof used it are judged anew."""
        hidden = [edge for edge in self.edges if edge.hidden]
        proofs = {edge: self.is_wide(edge, width) or set() for edge in hidden}
        for edge in sorted(hidden, key=lambda e: -e.price):
            if edge.primary or edge.forced:
                continue
            edge.hidden = False
            renewed = {e: self.is_wide(e, width) for e in hidden if e.hidden and edge in proofs[e]}
            kept = {e: proof for e, proof in renewed.items() if proof is not None}
            if len(kept) == len(renewed):
                proofs.update(kept)
            else:
                edge.hidden = True


def _walk_back(came: dict[int, tuple[Edge, bool] | None], node: int) -> list[tuple[Edge, bool]]:
    path = []
    while (step := came[node]) is not None:
        path.append(step)
        edge, forward = step
        node = edge.tail if forward else edge.head
    return path[::-1]
