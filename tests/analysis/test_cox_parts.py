import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samkraft_analysis.survival.cox_concordance import count_below
from samkraft_analysis.survival.cox_index import places
from samkraft_analysis.survival.cox_patterns import patterns
from samkraft_analysis.survival.cox_ties import LARGEST_SHARE, Ties

quick = settings(deadline=None, max_examples=40)


def by_terms(deaths, total, dying):
    """Efron's sums as they are written."""
    share = np.arange(deaths) / deaths
    value = total - share * dying
    terms = (np.log(value), 1 / value, share / value, value**-2, share * value**-2, (share / value) ** 2)
    return [float(np.sum(term)) for term in terms]


@quick
@given(st.lists(st.tuples(st.integers(1, 3000), st.floats(1e-9, 1), st.floats(1e-3, 1e6)), min_size=1, max_size=6))
def test_efrons_sums_over_many_ties_are_exact_whether_summed_by_term_or_by_gauss(cases):
    deaths, share, total = (np.array(values) for values in zip(*cases, strict=True))
    found = Ties(deaths, "efron").sums(total, share * total)
    for k, (count, own, at_risk) in enumerate(cases):
        assert [part[k] for part in found] == pytest.approx(by_terms(count, at_risk, own * at_risk), rel=1e-12)


def test_efrons_sums_stay_exact_where_the_rule_for_sums_ends():
    for share in (LARGEST_SHARE - 1e-9, LARGEST_SHARE + 1e-9, 1.0):
        found = Ties(np.array([5000, 2]), "efron").sums(np.array([7.0, 3.0]), np.array([7.0 * share, 1.0]))
        assert [part[0] for part in found] == pytest.approx(by_terms(5000, 7.0, 7.0 * share), rel=1e-13)


@quick
@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.data())
def test_counting_below_a_bound_among_the_first(values, data):
    lengths = data.draw(st.lists(st.integers(0, len(values)), min_size=1, max_size=5))
    bounds = data.draw(st.lists(st.integers(0, 11), min_size=len(lengths), max_size=len(lengths)))
    expected = [sum(value < bound for value in values[:length]) for length, bound in zip(lengths, bounds, strict=True)]
    assert count_below(np.array(values), np.array(lengths), np.array(bounds)).tolist() == expected


@quick
@given(st.lists(st.tuples(st.integers(-2, 2), st.sampled_from([0.5, 0.25, 1e9])), min_size=1, max_size=30))
def test_patterns_give_the_covariates_back(rows):
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    codes, values = patterns(columns, 15)
    assert (values[:, codes] == np.array(columns)).all()


def test_patterns_give_up_on_continuous_columns_and_too_many_patterns():
    assert patterns([np.linspace(0, 1, 2000)], 10**6) is None
    assert patterns([np.arange(100), np.arange(100) % 7], 99) is None
    codes, values = patterns([np.arange(100), np.arange(100) % 7], 100)
    assert values.shape == (2, 100) and sorted(codes) == list(range(100))


@pytest.mark.parametrize("scale", [1, 0.5, 1e7])
def test_places_count_the_moments_at_or_before(scale):
    moments, values = np.array([1, 4, 9]) * scale, np.array([-2, 0, 1, 3, 4, 8, 9, 50]) * scale
    assert places(moments, values).tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
