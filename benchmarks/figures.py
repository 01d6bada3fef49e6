"""Shares of many times, and gates: what was found beside what is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


def share(values: Sequence[float], part: float) -> float:
    """The value that this part of all do not exceed, such as 0.95; 0 of none."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    place = (len(ordered) - 1) * part
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


@dataclass(frozen=True)
class Gate:
    """A target. `is_least`: the value is to reach it, and otherwise not to exceed it."""

    name: str
    value: float
    target: float
    is_least: bool = False
    unit: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the target holds."""
        return self.value >= self.target if self.is_least else self.value <= self.target


def print_gates(title: str, gates: Iterable[Gate]) -> None:
    """A row each; a missed one says so."""
    print(f"\n{title}")
    for one in gates:
        sign = ">=" if one.is_least else "<="
        verdict = "met" if one.is_met else "MISSED"
        found = f"{one.value:.3f}" if one.value < 10 else f"{one.value:,.1f}"
        print(f"  {one.name:<52}{found:>10}  {sign} {one.target:g}{one.unit}  {verdict}")


def table(corner: str, columns: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]]) -> None:
    """Print rows of text under headings."""
    print(f"{corner:<20}" + "".join(f"{name:>18}" for name in columns))
    for name, cells in rows:
        print(f"{name:<20}" + "".join(f"{cell:>18}" for cell in cells))
