import doctest
import importlib
import pkgutil

import pytest

import samkraft_analysis


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(samkraft_analysis.__path__)])
def test_the_examples_in_docstrings_are_true(name):
    module = importlib.import_module(f"samkraft_analysis.{name}")
    assert doctest.testmod(module, optionflags=doctest.ELLIPSIS).failed == 0
