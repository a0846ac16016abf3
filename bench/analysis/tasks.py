"""The bounds, one function per task: what is measured, against whom, and how far a peer's sample was scaled."""

from collections.abc import Callable, Generator, Iterator
from math import isclose

from bench.analysis import measuring
from bench.analysis.measuring import Measured, sample
from bench.analysis.sizes import FOLDER, PATIENCE, ROWS, SOLVER_SECONDS
from bench.analysis.table import Bound, Peer, Ratio, Said

Rows = Iterator[Bound | Ratio | Said]


def curves() -> Rows:
    """Counts, Kaplan-Meier, cumulative incidence with errors, RMST, log-rank, from Parquet."""
    what = "counts, curves with errors, RMST, log-rank"
    csv = sample("exits")
    before, cmprsk = measuring.ours("curves", ROWS), measuring.r_peer("cmprsk_curves", csv, ROWS, "cmprsk")
    # Once more after the quickest peer: a few milliseconds are soon disturbed.
    mine = min(before, measuring.ours("curves", ROWS), key=lambda one: one.seconds)
    yield from _curves_in_r(what, mine, "cmprsk", cmprsk, 80)
    yield from _curves_in_r(what, mine, "survival", measuring.r_peer("survival_curves", csv, ROWS, "survival"), 300)
    jittered = measuring.python_peer("lifelines_curves", csv, 50_000)
    note = "measured on 50,000 rows and multiplied by 20: it jitters ties and then loops over rows, linear in rows"
    yield Ratio(what, ROWS, mine, Peer("lifelines", jittered, ROWS / 50_000, note), 1500)
    large = measuring.ours("curves", 5 * ROWS)
    yield Bound(what, 5 * ROWS, large, 0.2, "s")
    yield Bound(f"{what}: peak memory", 5 * ROWS, large, 300, "MB")


def cox_discrete() -> Rows:
    """Cox, Efron, six discrete covariates."""
    what, path = "Cox, Efron, 6 discrete covariates", sample("discrete")
    theirs = measuring.python_peer("statsmodels_cox", path, ROWS // 10)
    mine = yield from _cox("cox_discrete", what, path, {"lifelines": 15, "R coxph": 50})
    note = "measured on 100,000 rows and multiplied by 10, though it grows faster than the rows"
    yield Ratio(what, ROWS, mine, Peer("statsmodels", theirs, 10, note), 50)


def cox_continuous() -> Rows:
    """Cox, Efron, one continuous covariate among six."""
    yield from _cox(
        "cox_continuous", "Cox, Efron, 1 continuous of 6", sample("continuous"), {"lifelines": 4, "R coxph": 15}
    )


def stock() -> Rows:
    """The stock of the 30-month plan: the formula, and 1,000 replications against SimPy."""
    yield Bound("stock of the 30-month plan, 912 days", 5600, measuring.ours("stock"), 0.002, "s")
    mine = measuring.ours("replications")
    theirs = measuring.python_peer("simpy_stock", sample("arrivals"), 20)
    note = "measured on 20 replications and multiplied by 50"
    yield Ratio("1,000 replications of the stock", 5600, mine, Peer("SimPy", theirs, 50, note), 200)
    yield Said(f"mean stock on day 211: {mine.answer[0]:,.1f}, SimPy {theirs.answer[0]:,.1f}")


def queues() -> Rows:
    """Slots and places, one replication, the same traces."""
    replayed = measuring.ours("queues")
    theirs = measuring.python_peer("simpy_queues", FOLDER / "trace.csv", 1)
    one = measuring.ours("queues_simulated")
    yield Ratio("slots and places, one replication", 5600, one, Peer("SimPy", theirs, 1, ""), 80)
    times = theirs.seconds / replayed.seconds
    yield Said(
        f"replay of given people, with all checks of the table: {1000 * replayed.seconds:.1f} ms, {times:.0f} × SimPy"
    )
    yield Said("traces of SimPy: " + ("identical" if theirs.answer[1] else "DIFFERENT"), not theirs.answer[1])


def places() -> Rows:
    """10,000 people, 300 sessions: a proven optimum with its certificate."""
    mine = measuring.ours("places")
    yield Bound("10,000 people × 300 sessions, optimum and certificate", 10_000, mine, 1, "s")
    dense = measuring.solver("linear_sum_assignment")
    yield Ratio("the same optimum", 10_000, mine, Peer("SciPy linear_sum_assignment", dense, 1, ""), 50)
    yield Said(
        f"optimum {mine.answer[0]:,}; the dense assignment finds {dense.answer[0]:,}", mine.answer != dense.answer
    )
    whole = measuring.solver("milp", patience=PATIENCE)
    if whole is None:
        yield Said(
            f"SciPy milp: no plan within {SOLVER_SECONDS} s; it minds no time limit, so it was ended after {PATIENCE} s"
        )
        return
    value, proven = whole.answer
    plan = "no plan" if value is None else f"a plan worth {value:,}" + ("" if proven else ", not proven")
    within = proven and whole.seconds <= SOLVER_SECONDS
    yield Said(f"SciPy milp: {plan} after {whole.seconds:.0f} s, {whole.peak_mb:,.0f} MB", within)


def report() -> Rows:
    """A whole evaluation of 5,600 people with its PDF in both languages."""
    yield Bound("evaluation with report in two languages", 5600, measuring.ours("report"), 5, "s")


TASKS: dict[str, Callable[[], Rows]] = {
    "curves": curves,
    "cox-discrete": cox_discrete,
    "cox-continuous": cox_continuous,
    "stock": stock,
    "queues": queues,
    "places": places,
    "report": report,
}


def _curves_in_r(what, mine, package, peer, bound) -> Rows:
    yield _against(what, mine, f"R {package}", peer, bound)
    if isinstance(peer, Measured):
        yield _agreement(f"R {package}", mine.answer, peer.answer, 1e-9 if package == "cmprsk" else 1e-6)


def _cox(task, what, path, bounds) -> Generator[Bound | Ratio | Said, None, Measured]:
    """The library before and after its peers, the better of the two: other work on the machine disturbs the short."""
    before = measuring.ours(task)
    peers = {
        "lifelines": measuring.python_peer("lifelines_cox", path, ROWS),
        "R coxph": measuring.r_peer("cox", path, ROWS, "survival"),
    }
    mine = min(before, measuring.ours(task), key=lambda one: one.seconds)
    for (name, peer), tolerance in zip(peers.items(), (1e-5, 1e-6), strict=True):
        yield _against(what, mine, name, peer, bounds[name])
        if isinstance(peer, Measured):
            yield _agreement(name, mine.answer, peer.answer, tolerance)
    return mine


def _against(what, mine, name, peer, bound):
    if isinstance(peer, str):
        return Said(f"{what} against {name}: {peer}")
    return Ratio(what, ROWS, mine, Peer(name, peer, 1, ""), bound)


def _agreement(name, ours, theirs, tolerance):
    same = all(isclose(a, b, rel_tol=tolerance, abs_tol=1e-9) for a, b in zip(ours, theirs, strict=False))
    return Said(
        f"{name} gives the same numbers to {tolerance:g}" if same else f"{name} differs: {ours} and {theirs}", not same
    )
