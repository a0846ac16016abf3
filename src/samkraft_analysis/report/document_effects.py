"""The report's second part: the effect of being called, of taking part, by group, and whether it holds."""

from __future__ import annotations

from typing import Any

from samkraft_analysis.report.charts import ForestRow, forest
from samkraft_analysis.report.evaluation import Evaluation, Part
from samkraft_analysis.report.plan import Outcome, Plan
from samkraft_analysis.report.voice import Block, Voice, bullets, figure, paragraph, table

Numbers = dict[str, str]


def calling(evaluation: Evaluation, voice: Voice, _number: Numbers) -> list[Block]:
    head = [voice.say(key) for key in ("outcome", "called", "not_called", "effect", "interval", "p")]
    rows = [_calling_row(evaluation.plan, part, voice) for part in evaluation.itt]
    return [paragraph(voice.say("itt_text")), table(voice.say("itt_caption"), head, rows)]


def taking_part(evaluation: Evaluation, voice: Voice, number: Numbers) -> list[Block]:
    head = [voice.say(key) for key in ("outcome", "effect", "interval", "anderson_rubin", "p", "n")]
    rows = [_late_row(evaluation.plan, part, voice) for part in evaluation.late]
    keys = ("assumption_draw", "assumption_exclusion", "assumption_monotone", "assumption_interference")
    return [
        paragraph(voice.say("late_text")),
        table(voice.say("late_caption"), head, rows),
        paragraph(voice.say("assumptions")),
        bullets([voice.say(key, section=number["caveats"]) for key in keys]),
    ]


def groups(evaluation: Evaluation, voice: Voice, _number: Numbers) -> list[Block]:
    plan, blocks = evaluation.plan, [paragraph(voice.say("groups_text"))]
    shown = [part for part in evaluation.subgroups if not part["hidden"]]
    of_shares = [part for part in shown if outcome_of(plan, part["outcome"]).is_share]
    if of_shares:
        blocks.append(_groups_forest(plan, of_shares, voice))
    if shown:
        blocks += [_groups_table(plan, shown, voice), _interactions(plan, shown, voice)]
    for part in evaluation.subgroups:
        if part["hidden"]:
            outcome = voice.of(outcome_of(plan, part["outcome"]).name)
            blocks.append(
                paragraph(voice.say("groups_hidden", group=group_name(plan, part["column"], voice), outcome=outcome))
            )
    return blocks + _late_by_sex(plan, shown, voice)


def sensitivity(evaluation: Evaluation, voice: Voice, _number: Numbers) -> list[Block]:
    outcome = evaluation.plan.primary
    found = [(f"main_{name}", part) for name, part in _main(evaluation)]
    found += [(part["analysis"], part) for part in evaluation.sensitivity]
    rows = [
        [
            voice.say(key),
            voice.effect(part["value"], outcome.is_share),
            voice.effect_interval(part, outcome.is_share),
            voice.p(part["p"]),
            voice.number(part["n"]),
        ]
        for key, part in found
    ]
    head = [voice.say(key) for key in ("analysis", "effect", "interval", "p", "n")]
    plot = [_plotted(voice.say(key), part, outcome, voice) for key, part in found]
    name = voice.of(outcome.name)
    return [
        paragraph(voice.say("sensitivity_text", outcome=name)),
        _forest(plot, outcome, voice.say("sensitivity_caption"), voice),
        table(voice.say("sensitivity_table_caption"), head, rows),
    ]


def mean(arm: Part, outcome: Outcome, voice: Voice) -> str:
    """An arm's share with numerator and denominator, or its mean."""
    if arm["mean"] is None:
        return voice.say("few")
    if not outcome.is_share:
        return voice.number(arm["mean"], 3)
    of = voice.say("of")
    return f"{voice.share(arm['mean'])} ({voice.number(arm['number'])} {of} {voice.number(arm['n'])})"


def outcome_of(plan: Plan, code: str) -> Outcome:
    return next(outcome for outcome in plan.outcomes if outcome.code == code)


def names_of(plan: Plan, column: str, voice: Voice) -> dict[Any, str]:
    subgroup = next(one for one in plan.subgroups if one.column == column)
    return {value: voice.of(words) for value, words in subgroup.values}


def group_name(plan: Plan, column: str, voice: Voice) -> str:
    return next(voice.of(one.name) for one in plan.subgroups if one.column == column)


def _calling_row(plan: Plan, part: Part, voice: Voice) -> list[str]:
    outcome = outcome_of(plan, part["outcome"])
    cells = [
        _outcome_name(outcome, voice),
        *(mean(part["arms"][name], outcome, voice) for name in ("called", "not_called")),
    ]
    if part["hidden"]:
        return [*cells, voice.say("few"), voice.number(None), voice.number(None)]
    return [
        *cells,
        voice.effect(part["value"], outcome.is_share),
        voice.effect_interval(part, outcome.is_share),
        voice.p(part["p"]),
    ]


def _late_row(plan: Plan, part: Part, voice: Voice) -> list[str]:
    outcome = outcome_of(plan, part["outcome"])
    if part["hidden"]:
        return [_outcome_name(outcome, voice), voice.say("few"), *[voice.number(None)] * 4]
    return [
        _outcome_name(outcome, voice),
        voice.effect(part["value"], outcome.is_share),
        voice.effect_interval(part, outcome.is_share),
        _anderson_rubin(part["anderson_rubin"], outcome, voice),
        voice.p(part["p"]),
        voice.number(part["n"]),
    ]


def _outcome_name(outcome: Outcome, voice: Voice) -> str:
    name = voice.of(outcome.name)
    name = name[:1].upper() + name[1:]
    return f"{name} ({voice.say('primary')})" if outcome.is_primary else name


def _anderson_rubin(sets: list[list[float | None]], outcome: Outcome, voice: Voice) -> str:
    if not sets:
        return voice.say("empty_set")
    times, digits = (100, 1) if outcome.is_share else (1, 3)
    ends = [
        (-float("inf") if low is None else low * times, float("inf") if high is None else high * times)
        for low, high in sets
    ]
    return "; ".join(voice.interval(low, high, digits) for low, high in ends)


def _groups_forest(plan: Plan, parts: list[Part], voice: Voice) -> Block:
    rows: list[ForestRow] = []
    for part in parts:
        outcome, names = outcome_of(plan, part["outcome"]), names_of(plan, part["column"], voice)
        rows.append(ForestRow(f"{group_name(plan, part['column'], voice)}: {voice.of(outcome.name)}"))
        rows += [_plotted(names[row["group"]], row, outcome, voice) for row in part["groups"]]
    return _forest(rows, outcome_of(plan, parts[0]["outcome"]), voice.say("groups_caption"), voice)


def _forest(rows: list[ForestRow], outcome: Outcome, caption: str, voice: Voice) -> Block:
    digits = 0 if outcome.is_share else 2
    text = "; ".join(f"{row.label} {row.text}".strip() for row in rows)
    label = voice.say("forest_share" if outcome.is_share else "forest_mean")
    drawn = forest(rows, label, lambda value: voice.number(value, digits))
    return figure(drawn, voice.say("forest_alt", text=text + "."), caption)


def _plotted(label: str, part: Part, outcome: Outcome, voice: Voice) -> ForestRow:
    times = 100 if outcome.is_share else 1
    value, lower, upper = (None if part[name] is None else part[name] * times for name in ("value", "lower", "upper"))
    text = f"{voice.effect(part['value'], outcome.is_share)} ({voice.effect_interval(part, outcome.is_share)})"
    return ForestRow(label, value, lower, upper, text)


def _groups_table(plan: Plan, parts: list[Part], voice: Voice) -> Block:
    head = [voice.say(key) for key in ("group", "called", "not_called", "effect", "interval")]
    rows = []
    for part in parts:
        outcome, names = outcome_of(plan, part["outcome"]), names_of(plan, part["column"], voice)
        for row in part["groups"]:
            cells = [mean(row["arms"][name], outcome, voice) for name in ("called", "not_called")]
            value = voice.effect(row["value"], outcome.is_share)
            rows.append(
                [
                    f"{names[row['group']]}: {voice.of(outcome.name)}",
                    *cells,
                    value,
                    voice.effect_interval(row, outcome.is_share),
                ]
            )
    return table(voice.say("groups_table_caption"), head, rows)


def _interactions(plan: Plan, parts: list[Part], voice: Voice) -> Block:
    head = [voice.say(key) for key in ("group", "outcome", "family", "statistic", "p", "holm")]
    rows = [
        [
            group_name(plan, part["column"], voice),
            voice.of(outcome_of(plan, part["outcome"]).name),
            voice.say(part["family"]),
            voice.number(part["interaction"]["statistic"], 2),
            voice.p(part["interaction"]["p"]),
            voice.p(part["interaction"].get("holm", part["interaction"].get("bh"))),
        ]
        for part in parts
    ]
    return table(voice.say("interaction_caption"), head, rows, texts=3)


def _late_by_sex(plan: Plan, parts: list[Part], voice: Voice) -> list[Block]:
    rows = []
    for part in parts:
        if part["sex"] and part.get("late"):
            outcome, names = outcome_of(plan, part["outcome"]), names_of(plan, part["column"], voice)
            rows += [
                [
                    f"{names[row['group']]}: {voice.of(outcome.name)}",
                    voice.effect(row["value"], outcome.is_share),
                    voice.effect_interval(row, outcome.is_share),
                    voice.number(row["n"]),
                ]
                for row in part["late"]
            ]
    head = [voice.say(key) for key in ("group", "effect", "interval", "n")]
    return [table(voice.say("late_groups_caption"), head, rows)] if rows else []


def _main(evaluation: Evaluation) -> list[tuple[str, Part]]:
    code = evaluation.plan.primary.code
    pairs = [("itt", part) for part in evaluation.itt] + [("late", part) for part in evaluation.late]
    return [(name, part) for name, part in pairs if part["outcome"] == code and not part["hidden"]]
