"""Results onto the disk: JSON for those who go on, PDF for those who read, SVG for those who show."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from os import PathLike
from pathlib import Path

from samkraft_analysis.report.document import document
from samkraft_analysis.report.evaluation import Evaluation
from samkraft_analysis.report.pdf import pdf
from samkraft_analysis.report.voice import LANGUAGES


def write(
    evaluation: Evaluation,
    folder: str | PathLike[str],
    languages: Iterable[str] = LANGUAGES,
    progress: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write ``results.json`` and, per language, ``report.<language>.pdf`` and the charts; give the paths."""
    say = progress or (lambda _text: None)
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    written = [_put(place / "results.json", evaluation.to_json().encode())]
    for language in languages:
        say(f"report in {language}")
        written.append(_put(place / f"report.{language}.pdf", pdf(evaluation, language)))
        figures = [one for one in document(evaluation, language)["blocks"] if one["kind"] == "figure"]
        for number, one in enumerate(figures, 1):
            written.append(_put(place / f"figure-{number}.{language}.svg", one["svg"].encode()))
    return written


def _put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
