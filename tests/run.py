"""Everything that checks the project, in stages that print their own times.

`python tests/run.py` runs all of them, `python tests/run.py lint browser` those two. Every stage
runs, even after one that failed; the exit code says whether all went well.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Only the browser stage pays for loading Playwright's plugin.
_PYTEST = ("pytest", "-q", "--no-header")
_WITHOUT_BROWSER = (*_PYTEST, "-p", "no:playwright", "-n", "2", "--ignore=tests/browser")
_INSIDE = (*_WITHOUT_BROWSER, "--ignore=tests/journeys", "-m", "not browser")

# Unit: what needs no migrated database. It is the one to run while writing.
STAGES: dict[str, list[tuple[str, ...]]] = {
    "lint": [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("djlint", "templates", "--lint", "--quiet"),
    ],
    "unit": [(*_INSIDE, "--ignore=tests/contracts", "--db=none")],
    "contracts": [(*_WITHOUT_BROWSER, "tests/contracts", "--db=none")],
    "sqlite": [(*_INSIDE, "--db=sqlite")],
    "postgres": [(*_WITHOUT_BROWSER, "--db=postgres", "-m", "both_databases")],
    "journeys": [(*_WITHOUT_BROWSER, "tests/journeys")]
    if (ROOT / "tests/journeys").exists()
    else [],
    "browser": [
        (*_PYTEST, "tests/browser"),
        (*_WITHOUT_BROWSER, "-m", "browser", "tests/test_components.py"),
    ],
}
OUTCOMES = ("failed", "passed", "skipped", "xfailed", "error")
COUNT = re.compile(rf"(\d+) ({'|'.join(OUTCOMES)})s?\b")
SUMMARY = re.compile(r".*\b(passed|failed|errors?|skipped|no tests ran)\b.* in [\d.]+s")


def main(wanted: list[str]) -> int:
    """Run the stages; 0 when nothing failed."""
    started, total, times = time.monotonic(), Counter[str](), []
    for stage in wanted or list(STAGES):
        begun = time.monotonic()
        print(f"\n=== {stage} ===", flush=True)
        for command in STAGES[stage]:
            total += run(command)
        times.append(f"{stage} {time.monotonic() - begun:.1f}s")
        print(f"--- {times[-1]}", flush=True)
    counts = ", ".join(f"{total[name]} {name}" for name in OUTCOMES if total[name])
    print(f"\nstages: {', '.join(times)}")
    print(f"{'=' * 10} {counts} in {time.monotonic() - started:.2f}s {'=' * 10}")
    return 1 if total["failed"] or total["error"] else 0


def run(command: tuple[str, ...]) -> Counter[str]:
    """Run one command, show what it says, and count: a linter is one check that passes or not."""
    last = ""
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    for line in process.stdout:
        print(line, end="", flush=True)
        last = line if SUMMARY.match(line) else last
    failed = process.wait() != 0
    counts = Counter({name: int(number) for number, name in COUNT.findall(last)})
    if not counts or (failed and not counts["failed"] and not counts["error"]):
        counts["failed" if failed else "passed"] += 1
    return counts


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
