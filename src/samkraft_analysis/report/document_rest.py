"""The report's last part: tables after disclosure control, deviations, what the figures don't say, method."""

from __future__ import annotations

from typing import Any

from samkraft_analysis.report import tables as kinds
from samkraft_analysis.report.deviations import Deviation
from samkraft_analysis.report.document_effects import group_name, names_of, outcome_of
from samkraft_analysis.report.document_time import cause_name
from samkraft_analysis.report.document_trial import trial
from samkraft_analysis.report.evaluation import Evaluation, Part
from samkraft_analysis.report.voice import Block, Voice, bullets, fact, paragraph, table

Numbers = dict[str, str]


def tables(evaluation: Evaluation, voice: Voice, _number: Numbers) -> list[Block]:
    threshold = evaluation.plan.conventions.threshold
    text = voice.say("tables_text", last=threshold - 1) if threshold else voice.say("tables_open")
    return [paragraph(text), *(_table(evaluation, part, voice) for part in evaluation.tables)]


def deviations(evaluation: Evaluation, voice: Voice, _number: Numbers) -> list[Block]:
    if not evaluation.deviations:
        return [paragraph(voice.say("no_deviations"))]
    return [paragraph(voice.say("deviations_text")), bullets([sentence(one, voice) for one in evaluation.deviations])]


def sentence(deviation: Deviation, voice: Voice) -> str:
    """The deviation in words, its numbers as the language writes them."""
    values = {name: _written(value, voice) for name, value in deviation.values.items()}
    return voice.say(deviation.kind, **values)


def caveats(evaluation: Evaluation, voice: Voice, _number: Numbers) -> list[Block]:
    blocks = []
    for name in ("displacement", "exclusion", "lock_in", "denominators", "subsidised", "others"):
        text = voice.say(name).partition(". ")[2] if name == "lock_in" else voice.say(name)
        blocks.append(fact(voice.say(f"{name}_title"), text))
    return blocks


def method(evaluation: Evaluation, voice: Voice, _number: Numbers) -> list[Block]:
    plan, chosen = evaluation.plan, evaluation.plan.conventions
    items = [voice.say("method_itt", variance=chosen.itt_variance)]
    if evaluation.late:
        items.append(voice.say("method_late", variance=chosen.late_variance))
    if evaluation.curves:
        items.append(voice.say("method_curves", variance=chosen.incidence_variance))
    if any(part["kind"] == "cox" for part in evaluation.tests):
        items.append(voice.say("method_cox", ties=chosen.ties.capitalize()))
    items.append(voice.say("method_groups"))
    items.append(
        voice.say("method_order", baseline=", ".join(plan.baseline_columns), outcomes=", ".join(plan.outcome_columns))
    )
    versions = ", ".join(f"{name} {version}" for name, version in evaluation.software.items())
    items.append(voice.say("method_software", versions=versions))
    source = [fact(voice.say("source"), voice.of(plan.source))] if plan.source else []
    return [trial(evaluation, voice), bullets(items), *source]


def _table(evaluation: Evaluation, part: Part, voice: Voice) -> Block:
    columns = [one["label"] for one in part["column_totals"]]
    shown = {(cell["row"], cell["column"]): cell["shown"] for cell in part["cells"]}
    rows = [
        [_row_name(evaluation, part, one["label"], voice)]
        + [voice.number(shown[one["label"], column]) for column in columns]
        + [voice.number(one["n"])]
        for one in sorted(part["row_totals"], key=lambda one: _order(evaluation, part, one["label"]))
    ]
    rows.append(
        [voice.say("total"), *(voice.number(one["n"]) for one in part["column_totals"]), voice.number(part["n"])]
    )
    head = ["", *(_column_name(evaluation, column, voice) for column in columns), voice.say("total")]
    return table(_caption(evaluation, part, voice), head, rows)


def _caption(evaluation: Evaluation, part: Part, voice: Voice) -> str:
    plan = evaluation.plan
    if part["what"] == "exits" and plan.follow_up:
        what = voice.say("exits", until=f"{plan.follow_up.until:g}", unit=voice.of(plan.follow_up.unit))
    else:
        what = voice.of(outcome_of(plan, part["what"]).name)
        what = what[:1].upper() + what[1:]
    if part["by"] == "arm":
        return voice.say("table_arm", what=what)
    arm = voice.say("arm_called" if part["arm"] else "arm_not_called")
    return voice.say("table_by", what=what, arm=arm, by=group_name(plan, part["by"], voice).lower())


def _row_name(evaluation: Evaluation, part: Part, label: Any, voice: Voice) -> str:
    if part["by"] == "arm":
        return voice.say("called" if label else "not_called")
    return names_of(evaluation.plan, part["by"], voice)[label]


def _order(evaluation: Evaluation, part: Part, label: Any) -> int:
    """The plan's order of groups; called before not called."""
    if part["by"] == "arm":
        return -int(label)
    values = next(one.values for one in evaluation.plan.subgroups if one.column == part["by"])
    return [value for value, _ in values].index(label)


def _column_name(evaluation: Evaluation, column: str, voice: Voice) -> str:
    if column in (kinds.STAYED, kinds.SHORTER, kinds.POOLED, "yes", "no"):
        return voice.say(column)
    assert evaluation.plan.follow_up is not None
    return cause_name(evaluation.plan.follow_up, int(column.rpartition(" ")[2]), voice)


def _written(value: Any, voice: Voice) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return voice.number(value, 0 if float(value).is_integer() else 2)
