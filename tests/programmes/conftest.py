import pytest

from tests.programmes.programme_files import LONG_TERM, MALMOKRAFTEN, Copy, programme


@pytest.fixture
def copy(tmp_path):
    return Copy(tmp_path)


@pytest.fixture
def malmokraften():
    return programme(MALMOKRAFTEN)


@pytest.fixture
def long_term():
    return programme(LONG_TERM)
