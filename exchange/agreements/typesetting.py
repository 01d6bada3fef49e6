"""An agreement as a PDF: typst, PDF/UA-1, in Atkinson Hyperlegible, which is shipped with it.

The same data gives the same bytes. It takes a fraction of a second and runs when somebody asks
for the file, never inside a command.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
TEMPLATE = HERE / "agreement.typ"
FONTS = HERE / "fonts"


def pdf(sheet: dict[str, Any]) -> bytes:
    """The PDF of a sheet (see sheet.py)."""
    made = _compiled(sheet, format="pdf", pdf_standards="ua-1")
    assert isinstance(made, bytes)  # noqa: S101 - a single file, whatever the number of pages
    return made


def pictures(sheet: dict[str, Any]) -> list[bytes]:
    """Its pages as PNG pictures, for looking at them."""
    made = _compiled(sheet, format="png", ppi=96)
    return made if isinstance(made, list) else [made]


def _compiled(sheet: dict[str, Any], **options: Any) -> Any:
    return typst.compile(
        TEMPLATE.read_bytes(),
        sys_inputs={"data": json.dumps(sheet)},
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        **options,
    )
