"""The guide says what the library says: every number in `docs/analysis` is made anew and compared."""

import pytest

from tests.analysis import documents


@pytest.mark.parametrize("name", documents.names())
def test_a_document_is_what_its_source_and_the_library_give(name):
    if documents.needs_reference(name) and not documents.REFERENCE.is_dir():
        pytest.skip("the reference data (shared/reference) are not beside this checkout")
    assert documents.rendered(name) == (documents.FOLDER / name).read_text("utf-8")


@pytest.mark.parametrize("name", documents.names())
def test_no_number_stands_in_a_document_without_a_calculation(name):
    assert documents.bare_numbers(name) == []
