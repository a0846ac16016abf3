import doctest
import importlib
import pkgutil

import pytest

import samkraft_analysis

MODULES = [found.name for found in pkgutil.walk_packages(samkraft_analysis.__path__, "samkraft_analysis.")]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_are_true(name):
    module = importlib.import_module(name)
    assert doctest.testmod(module, optionflags=doctest.ELLIPSIS).failed == 0
