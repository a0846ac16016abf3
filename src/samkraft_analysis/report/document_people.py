"""The report's first part: who the people are, whether the draw was fair, how many took part."""

from __future__ import annotations

from samkraft_analysis.report.charts import FlowArm, LoveRow, flow, love
from samkraft_analysis.report.evaluation import Evaluation, Part
from samkraft_analysis.report.plan import Plan
from samkraft_analysis.report.voice import Block, Voice, fact, figure, paragraph, table

FLAG = 0.1
Numbers = dict[str, str]


def people(evaluation: Evaluation, voice: Voice, _number: Numbers) -> list[Block]:
    plan = evaluation.plan
    blocks = [
        fact(voice.say("population"), voice.of(plan.population.words)),
        fact(voice.say("time_zero"), voice.of(plan.time_zero)),
        fact(voice.say("assignment"), voice.of(plan.assignment.words)),
        _flow(evaluation, voice),
    ]
    return blocks + ([_strata(evaluation, voice)] if evaluation.flow["strata"] else [])


def balance(evaluation: Evaluation, voice: Voice, _number: Numbers) -> list[Block]:
    rows = evaluation.balance
    labels = [label(evaluation.plan, row, voice) for row in rows]
    text = voice.say("balance_text")
    if evaluation.plan.assignment.strata:
        text += " " + voice.say("balance_strata")
    flagged = [name for name, row in zip(labels, rows, strict=True) if abs(row["smd"]) > FLAG]
    verdict = (
        voice.say("balance_flags", n=len(flagged), of=len(rows), names="; ".join(flagged))
        if flagged
        else voice.say("balance_no_flags", of=len(rows))
    )
    return [paragraph(text), paragraph(verdict), _love(evaluation, voice, labels), _balance_table(rows, labels, voice)]


def first_stage(evaluation: Evaluation, voice: Voice, _number: Numbers) -> list[Block]:
    late = next((part for part in evaluation.late if not part["hidden"]), None)
    if late is None:
        return []
    stage, take_up = late["first_stage"], evaluation.take_up
    numbers = {
        "value": voice.number(100 * stage["value"], 1),
        "interval": voice.effect_interval(stage, True),
        "f": voice.number(late["first_stage_f"], 1),
    }
    blocks = [paragraph(_take_up_text(take_up, voice, numbers))]
    if late["first_stage_f"] is not None and late["first_stage_f"] < 10:
        blocks.append(paragraph(voice.say("weak")))
    blocks.append(paragraph(_others_text(take_up, voice)))
    return blocks + _compliers(evaluation, voice)


def label(plan: Plan, row: Part, voice: Voice) -> str:
    """A covariate's name, with the value where it is one of several."""
    name = next(voice.of(one.name) for one in plan.covariates if one.column == row["covariate"])
    return name if row["value"] is None else f"{name}: {row['value']}"


def _take_up_text(take_up: Part, voice: Voice, numbers: Numbers) -> str:
    called, others = take_up["called"], take_up["not_called"]
    if called["number"] is None:
        return voice.say("first_stage_hidden", **numbers)
    return voice.say(
        "first_stage_text",
        called_n=voice.number(called["n"]),
        called=f"{voice.number(called['number'])} ({voice.share(1 - take_up['never_takers'])})",
        other_n=voice.number(others["n"]),
        other=f"{voice.number(others['number'])} ({voice.share(take_up['always_takers'])})",
        **numbers,
    )


def _others_text(take_up: Part, voice: Voice) -> str:
    if take_up["one_sided"]:
        return voice.say("one_sided")
    return voice.say("always", share=voice.share(take_up["always_takers"]), never=voice.share(take_up["never_takers"]))


def _compliers(evaluation: Evaluation, voice: Voice) -> list[Block]:
    rows = [
        [label(evaluation.plan, row, voice), voice.number(row["everybody"], 2), voice.number(row["compliers"], 2)]
        for row in evaluation.compliers
    ]
    head = [voice.say("covariate"), voice.say("everybody"), voice.say("compliers")]
    return [table(voice.say("compliers_caption"), head, rows)] if rows else []


def _flow(evaluation: Evaluation, voice: Voice) -> Block:
    numbers = evaluation.flow
    left_out = [
        voice.say("flow_left_out_row", n=voice.number(row["n"]), words=row["words"][voice.language])
        for row in numbers["excluded"]
        if row["n"]
    ]
    if left_out:
        total = numbers["rows"] - numbers["population"]
        left_out.insert(0, voice.say("flow_left_out", n=voice.number(total)))
    top = [voice.say("flow_rows", n=voice.number(numbers["rows"]))]
    middle = [voice.say("flow_population", n=voice.number(numbers["population"]))]
    arms = [_flow_arm(evaluation, name, voice) for name in ("called", "not_called")]
    lines = [*top, *left_out, *middle, *(line for arm in arms for one in arm.boxes for line in one)]
    drawn = flow(top, left_out, middle, arms)
    return figure(drawn, voice.say("flow_alt", text=". ".join(lines) + "."), voice.say("flow_caption"))


def _flow_arm(evaluation: Evaluation, name: str, voice: Voice) -> FlowArm:
    arm, outcomes = evaluation.flow["arms"][name], evaluation.plan.outcomes
    took_part = (
        voice.say("flow_took_part_hidden")
        if arm["took_part"] is None
        else voice.say(
            "flow_took_part", n=voice.number(arm["took_part"]), share=voice.share(arm["took_part"] / arm["n"])
        )
    )
    known = [_known(arm, outcome.code, voice.of(outcome.name), voice) for outcome in outcomes]
    if all(number == arm["n"] for number in arm["known"].values()):
        known = [voice.say("flow_all_known")]
    return FlowArm(
        [[voice.say(f"flow_{name}", n=voice.number(arm["n"]))], [took_part], [voice.say("flow_known"), *known]]
    )


def _known(arm: Part, code: str, name: str, voice: Voice) -> str:
    n, missing = arm["known"][code], arm["n"] - arm["known"][code]
    return voice.say("flow_known_of", outcome=name, n=voice.number(n), missing=voice.number(missing))


def _strata(evaluation: Evaluation, voice: Voice) -> Block:
    head = [voice.say(key) for key in ("stratum", "in_frame", "called", "share_called", "took_part")]
    rows = [
        [
            row["stratum"],
            voice.number(row["n"]),
            voice.number(row["called"]),
            voice.share(row["called"] / row["n"]) if row["called"] is not None else voice.number(None),
            voice.number(row["took_part"]),
        ]
        for row in evaluation.flow["strata"]
    ]
    return table(voice.say("strata_caption"), head, rows)


def _love(evaluation: Evaluation, voice: Voice, labels: list[str]) -> Block:
    has_strata = bool(evaluation.plan.assignment.strata)
    rows = [
        LoveRow(name, row["smd"], row["smd_before"] if has_strata else None)
        for name, row in zip(labels, evaluation.balance, strict=True)
    ]
    words = (voice.say("love_before"), voice.say("love_after" if has_strata else "love_only"))
    largest = max(rows, key=lambda row: abs(row.after))
    alt = voice.say("love_alt", largest=voice.number(largest.after, 2), name=largest.label)
    return figure(love(rows, words, lambda value: voice.number(value, 1), FLAG), alt, voice.say("love_caption"))


def _balance_table(rows: list[Part], labels: list[str], voice: Voice) -> Block:
    head = [voice.say(key) for key in ("covariate", "called", "not_called", "smd", "variance_ratio", "n")]
    cells = [
        [
            name,
            voice.number(row["mean_1"], 2),
            voice.number(row["mean_0"], 2),
            voice.signed(row["smd"], 3),
            voice.number(row["variance_ratio"], 2),
            voice.number(row["n"]),
        ]
        for name, row in zip(labels, rows, strict=True)
    ]
    return table(voice.say("balance_caption"), head, cells)
