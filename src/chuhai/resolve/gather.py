"""Takes clusters that rules made and the weights of pairs between them, gives the clusters that belong together.

Average linkage (Sokal and Michener 1958): the two clusters whose pairs weigh most on the mean are joined first, so that one
contradiction speaks against each chain that would hide it. Pairs that nobody weighed speak against, too.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

#: Least mean of the log-odds at which two clusters are one deal.
LEAST = 0.0
#: What a pair weighs that shares too little to be weighed, and the most that one pair may weigh for or against.
UNASKED, MOST = -5.0, 5.0
#: A pair that weighs no more contradicts: no chain of others joins its clusters.
CONTRADICTS = -9.0
#: How much better than its other deal a report must fit one of two.
MARGIN = 0.5


def gather(
    sizes: Mapping[str, int],
    weights: Sequence[tuple[str, str, float]],
    may: Callable[[str, str], bool],
    join: Callable[[str, str], None],
) -> None:
    """Join what belongs together, the surest first.

    Parameters
    ----------
    sizes : mapping
        Number of mentions of each cluster.
    weights : sequence of (cluster, cluster, log-odds)
        A pair of mentions each.
    may : callable
        Whether two clusters may be one: curators or a judgement may hold them apart.
    join : callable
        Told of each join.
    """
    found = _Clusters(sizes, weights)
    heap = [(-found.mean(a, b), a, b) for a in found.sums for b in found.sums[a] if a < b]
    heapq.heapify(heap)
    while heap:
        mean, a, b = heapq.heappop(heap)
        if -mean <= LEAST:
            break
        if b not in found.sums.get(a, {}) or found.mean(a, b) != -mean or (a, b) in found.against or not may(a, b):
            continue
        if found.torn(a, b, may) or found.torn(b, a, may):
            continue
        join(a, b)
        for other in found.join(a, b):
            left, right = sorted((a, other))
            heapq.heappush(heap, (-found.mean(left, right), left, right))


class _Clusters:
    """Sums and numbers of weights between clusters as they grow."""

    def __init__(self, sizes: Mapping[str, int], weights: Sequence[tuple[str, str, float]]) -> None:
        self.sizes = dict(sizes)
        self.sums: dict[str, dict[str, float]] = defaultdict(dict)
        self.numbers: dict[str, dict[str, int]] = defaultdict(dict)
        self.against: set[tuple[str, str]] = set()
        for one, other, weight in sorted(weights):
            if one == other:
                continue
            if weight <= CONTRADICTS:
                self.against |= {(one, other), (other, one)}
            for a, b in ((one, other), (other, one)):
                self.sums[a][b] = self.sums[a].get(b, 0.0) + max(-MOST, min(MOST, weight))
                self.numbers[a][b] = self.numbers[a].get(b, 0) + 1

    def mean(self, a: str, b: str) -> float:
        pairs = self.sizes[a] * self.sizes[b]
        return (self.sums[a][b] + UNASKED * (pairs - self.numbers[a][b])) / pairs

    def torn(self, a: str, b: str, may: Callable[[str, str], bool]) -> bool:
        """Whether `a`, the smaller one, fits another deal than `b` nearly as well, which is not that of `b`."""
        if self.sizes[a] > self.sizes[b]:
            return False
        least = self.mean(a, b) - MARGIN
        for other in self.sums[a]:
            if (
                other != b
                and (a, other) not in self.against
                and self.mean(a, other) > max(least, LEAST)
                and may(a, other)
            ):
                one_deal = (
                    (b, other) not in self.against
                    and may(b, other)
                    and other in self.sums[b]
                    and self.mean(b, other) > LEAST
                )
                if not one_deal and self.sizes[other] >= self.sizes[a]:
                    return True
        return False

    def join(self, a: str, b: str) -> list[str]:
        """Make `b` part of `a`; the clusters that weigh against it anew."""
        self.sizes[a] += self.sizes.pop(b)
        sums, numbers = self.sums.pop(b), self.numbers.pop(b)
        self.sums[a].pop(b)
        self.numbers[a].pop(b)
        for other in sums:
            if other == a:
                continue
            del self.sums[other][b], self.numbers[other][b]
            self.sums[a][other] = self.sums[other][a] = self.sums[a].get(other, 0.0) + sums[other]
            self.numbers[a][other] = self.numbers[other][a] = self.numbers[a].get(other, 0) + numbers[other]
            if (b, other) in self.against:
                self.against |= {(a, other), (other, a)}
        return sorted(self.sums[a])
