"""Where the reference data are: beside the checkout, for those who have them."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "reference"


def reference(path):
    """The file or folder ``path`` ("evaluation/rossi.csv") of the reference data; skips where they are absent."""
    if not FOLDER.is_dir():
        pytest.skip("The reference data aren't beside this checkout.")
    return FOLDER / path
