"""Rows of the table: a bound on seconds or memory, a ratio to a peer, a sentence."""

from dataclasses import dataclass

from bench.analysis.measuring import Measured


@dataclass(frozen=True)
class Peer:
    """A peer's run; ``times`` brings a smaller sample to the whole, and ``note`` says so."""

    name: str
    measured: Measured
    times: float
    note: str

    @property
    def seconds(self) -> float:
        return self.measured.seconds * self.times


@dataclass(frozen=True)
class Bound:
    """At most so many seconds, or so much memory."""

    what: str
    size: int
    measured: Measured
    bound: float
    unit: str

    @property
    def value(self) -> float:
        return self.measured.peak_mb if self.unit == "MB" else self.measured.seconds

    @property
    def is_missed(self) -> bool:
        return self.value > self.bound

    def __str__(self) -> str:
        missed = f" (missed by {self.value / self.bound - 1:.0%})" if self.is_missed else ""
        sign = ">" if self.is_missed else "≤"
        return (
            f"{_verdict(self)}  {self.what}, {self.size:,}: {self._written(self.value)} {sign} "
            f"{self._written(self.bound)}{missed}   [{self.measured.peak_mb:,.0f} MB]"
        )

    def _written(self, value: float) -> str:
        return _seconds(value) if self.unit == "s" else f"{value:,.0f} MB"


@dataclass(frozen=True)
class Ratio:
    """At least so many times faster than a peer, in the same run."""

    what: str
    size: int
    measured: Measured
    peer: Peer
    bound: float

    @property
    def value(self) -> float:
        return self.peer.seconds / self.measured.seconds

    @property
    def is_missed(self) -> bool:
        return self.value < self.bound

    def __str__(self) -> str:
        sign, peer = ("<" if self.is_missed else "≥"), self.peer
        missed = f" (missed by {1 - self.value / self.bound:.0%})" if self.is_missed else ""
        line = (
            f"{_verdict(self)}  {self.what}, {self.size:,}: {self.value:,.0f} × {peer.name} {sign} {self.bound:,.0f} ×"
            f"{missed}   [{_seconds(self.measured.seconds)}, {self.measured.peak_mb:,.0f} MB; "
            f"{peer.name} {_seconds(peer.seconds)}, {peer.measured.peak_mb:,.0f} MB]"
        )
        return f"{line}\n        {peer.name}: {peer.note}." if peer.note else line


@dataclass(frozen=True)
class Said:
    """What belongs beside the numbers; ``is_missed`` when it ought not to be so."""

    what: str
    is_missed: bool = False

    def __str__(self) -> str:
        return f"{_verdict(self) if self.is_missed else '      '}  {self.what}"


def _verdict(row) -> str:
    return "MISSED" if row.is_missed else "kept  "


def _seconds(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f} s"
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.3g} ms"
