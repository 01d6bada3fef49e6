"""Where numpy is missing, the embedded engine keeps the same contract."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
FILES = ["test_search.py", "test_search_words.py", "test_search_oracle.py"]
RUN = """
import sys

class Missing:
    def find_spec(self, name, *_):
        if name.split(".")[0] == "numpy":
            raise ModuleNotFoundError("not here", name="numpy")

sys.meta_path.insert(0, Missing())
import pytest
from exchange.search.embedded import adapter
assert adapter.FAST is None
sys.exit(pytest.main(sys.argv[1:]))
"""


def test_the_contract_holds_without_numpy() -> None:
    options = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:playwright", "-p", "no:xdist"]
    chosen = ["-k", "whoosh and not native"]  # what an installation without numpy would run
    files = [str(HERE / name) for name in FILES]
    ran = subprocess.run(
        [sys.executable, "-c", RUN, *options, *chosen, *files],
        cwd=HERE.parent.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert " passed" in ran.stdout
