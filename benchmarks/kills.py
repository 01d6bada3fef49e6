"""kill -9 inside a commit, again and again: nothing torn, nothing acknowledged lost, no lock stuck.

`python -m benchmarks.kills [--rounds 15]`; the exit code says whether all of it held. A killed
process is tested here, a power cut is not.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import IO

from benchmarks.corpus import KIND
from benchmarks.figures import Gate, print_gates
from benchmarks.generations import Torn, fill, generation, look, opened
from benchmarks.server import ROOT

SEED = 20261122
MOST_SECONDS = 10.0  # to write again after a kill
BEFORE = 3  # commits that are left in peace
MOST_TRIES = 3  # for each kill; one may come when the commit is just done
LOOKS = 6  # all ways of asking
BEGUN, DONE = "begun", "done"


@dataclass
class Tally:
    """What happened in all rounds."""

    inside: int = 0
    torn: int = 0
    lost: int = 0
    stuck: int = 0
    errors: int = 0


def write(folder: Path, first: int) -> None:
    """Commit generations until killed, and say what is begun and what is done."""
    engine = opened(folder)
    number = first
    while True:
        print(BEGUN, number, flush=True)
        engine.put(KIND, generation(number))
        print(DONE, number, flush=True)
        number += 1


def _killed(folder: Path, first: int, random: Random) -> tuple[int, int]:
    """Kill a writer at a random moment of a commit; answers what it had begun, and done."""
    command = [sys.executable, "-m", "benchmarks.kills", "--write", str(folder), str(first)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        said = _said(writer.stdout)
        begun = done = first - 1
        started = typical = 0.0
        for word, number in said:
            if word == BEGUN:
                begun, started = number, time.monotonic()
                if number == first + BEFORE:
                    break
            else:
                done, typical = number, time.monotonic() - started
        time.sleep(random.random() * typical)
        writer.kill()
        for word, number in said:  # what it still said before it died
            begun, done = (number, done) if word == BEGUN else (begun, number)
    return begun, done


def _said(lines: IO[str]) -> Iterator[tuple[str, int]]:
    for line in lines:
        word, _space, number = line.partition(" ")
        if line.endswith("\n"):
            yield word, int(number)


def _check(folder: Path, begun: int, done: int, tally: Tally) -> int:
    """Look at what a killed writer left, and write again; answers the newest generation."""
    engine = opened(folder)
    tally.inside += begun > done
    try:
        found = {look(engine, one) for one in range(LOOKS)}
    except Torn as trouble:
        print(f"  torn: {trouble}")
        tally.torn += 1
        found = {done}
    if len(found) != 1 or not done <= min(found) <= begun:
        print(f"  lost: found {sorted(found)}, done {done}, begun {begun}")
        tally.lost += 1
    started = time.monotonic()
    engine.put(KIND, generation(begun + 1))
    took = time.monotonic() - started
    if took > MOST_SECONDS or look(engine, 0) != begun + 1:
        print(f"  stuck: {took:.1f} s to write again")
        tally.stuck += 1
    engine.close()
    return begun + 1


def main(rounds: int) -> int:
    """Kill so many times; 0 when everything held."""
    random, tally, newest = Random(SEED), Tally(), 0  # noqa: S311 - the moments are to be spread
    with tempfile.TemporaryDirectory(prefix="crossover-kills-") as name:
        folder = Path(name) / "search"
        fill(folder)
        for _try in range(MOST_TRIES * rounds):
            if tally.inside == rounds:
                break
            try:
                newest = _check(folder, *_killed(folder, newest + 1, random), tally)
            except Exception as trouble:
                print(f"  {trouble!r}")
                tally.errors += 1
                newest += 100
    gates = [
        Gate("torn", float(tally.torn), 0),
        Gate("acknowledged and lost", float(tally.lost), 0),
        Gate("lock stuck", float(tally.stuck), 0),
        Gate("errors", float(tally.errors), 0),
        Gate("killed inside a commit", float(tally.inside), rounds, is_least=True),
    ]
    print_gates(f"{rounds} times kill -9 inside a commit", gates)
    return int(not all(one.is_met for one in gates))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="kill -9 inside a commit")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--write", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.write:
        write(Path(asked.write[0]), int(asked.write[1]))
    sys.exit(main(asked.rounds))
