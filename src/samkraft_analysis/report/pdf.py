"""The report as a tagged PDF (PDF/UA-1), set by typst from plain data."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from samkraft_analysis.report.document import document
from samkraft_analysis.report.evaluation import Evaluation

STANDARD = "ua-1"
_TEMPLATE = Path(__file__).parent / "template.typ"


def pdf(evaluation: Evaluation, language: str = "sv") -> bytes:
    """The report in one language; the same bytes for the same results.

    Texts of the plan reach typst as data, so nothing in them is taken for markup. The fonts are typst's own.
    """
    day = evaluation.plan.report_due or evaluation.plan.decided
    return typeset(document(evaluation, language), "pdf", timestamp=datetime.combine(day, time(), UTC))[0]


def pictures(content: dict[str, Any], pixels_per_inch: float = 100) -> list[bytes]:
    """Each page as a PNG, to be looked at."""
    return typeset(content, "png", ppi=pixels_per_inch)


def typeset(content: dict[str, Any], kind: str, **options: Any) -> list[bytes]:
    """What the template makes of the content, as ``kind``: one PDF, or one PNG per page."""
    import typst  # loaded late: forecasts and draws need no typesetting

    if kind == "pdf":
        options["pdf_standards"] = [STANDARD]
    data = {"data": json.dumps(content, ensure_ascii=False)}
    compiled: Any = typst.compile  # which gives bytes, or a list of them when there are several pictures
    made = compiled(_TEMPLATE.read_bytes(), sys_inputs=data, format=kind, ignore_system_fonts=True, **options)
    return made if isinstance(made, list) else [made]
