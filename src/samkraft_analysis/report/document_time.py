"""The report's section on time: curves, differences, days, tests."""

from __future__ import annotations

from samkraft_analysis.report.charts import Curve, Panel, curves
from samkraft_analysis.report.evaluation import Evaluation, Part
from samkraft_analysis.report.plan import FollowUp
from samkraft_analysis.report.voice import Block, Voice, figure, paragraph, table

Numbers = dict[str, str]
_ARMS = ("called", "not_called")


def over_time(evaluation: Evaluation, voice: Voice, _number: Numbers) -> list[Block]:
    plan = evaluation.plan
    assert plan.follow_up is not None and evaluation.curves is not None
    text = voice.say("time_text")
    if plan.assignment.strata:
        text += " " + voice.say("time_strata")
    blocks = [paragraph(text), *_curves(evaluation, evaluation.curves, plan.follow_up, voice)]
    blocks.append(_differences(evaluation.curves, plan.follow_up, voice))
    blocks += [paragraph(sentence) for sentence in _lock_in(evaluation.curves, plan.follow_up, voice)]
    blocks += [_at_risk(evaluation.curves, voice), *_days(evaluation, plan.follow_up, voice)]
    return blocks + _complier_curve(evaluation, plan.follow_up, voice) + _tests(evaluation, plan.follow_up, voice)


def cause_name(follow_up: FollowUp, code: int, voice: Voice) -> str:
    return next(voice.of(cause.name) for cause in follow_up.causes if cause.code == code)


def _curves(evaluation: Evaluation, part: Part, follow_up: FollowUp, voice: Voice) -> list[Block]:
    panels = []
    for cause in follow_up.causes:
        lines = [one for one in part["arms"] if one["cause"] == cause.code]
        if any(one["points"] for one in lines):
            panels.append(Panel(voice.of(cause.name), [_curve(one, voice) for one in lines]))
    if not panels:
        return []
    unit, threshold = voice.of(follow_up.unit), evaluation.plan.conventions.threshold
    caption = voice.say("curves_caption" if threshold else "curves_caption_open", unit=unit, threshold=threshold)
    drawn = curves(panels, follow_up.until, unit, lambda value: voice.share(value, 0), follow_up.at)
    return [figure(drawn, voice.say("curves_alt", text=_alt(part, follow_up, voice)), caption)]


def _curve(part: Part, voice: Voice) -> Curve:
    points = [(row["time"], row["value"], row["lower"], row["upper"]) for row in part["points"]]
    return Curve(voice.say(part["arm"]), points)


def _alt(part: Part, follow_up: FollowUp, voice: Voice) -> str:
    sentences = [
        voice.say(
            "curves_alt_part",
            cause=cause_name(follow_up, row["cause"], voice),
            time=f"{row['time']:g}",
            unit=voice.of(follow_up.unit),
            called=voice.share(row["called"]),
            not_called=voice.share(row["not_called"]),
        )
        for row in part["differences"]
        if row["difference"] is not None
    ]
    return " ".join(sentences)


def _differences(part: Part, follow_up: FollowUp, voice: Voice) -> Block:
    head = [voice.say("cause"), voice.of(follow_up.unit).capitalize()]
    head += [voice.say(key) for key in ("called", "not_called", "difference", "interval")]
    rows = []
    for row in part["differences"]:
        cells = [cause_name(follow_up, row["cause"], voice), f"{row['time']:g}"]
        if row["difference"] is None:
            rows.append([*cells, *[voice.say("few")] * 2, *[voice.number(None)] * 2])
            continue
        cells += [voice.share(row[name]) for name in _ARMS]
        rows.append([*cells, voice.points(row["difference"]), voice.effect_interval(row, True)])
    return table(voice.say("differences_caption"), head, rows)


def _lock_in(part: Part, follow_up: FollowUp, voice: Voice) -> list[str]:
    """The general word on lock-in; and what was seen, for the first goal."""
    goal = follow_up.goals[0]
    mine = [row for row in part["differences"] if row["cause"] == goal.code and row["difference"] is not None]
    sentences = [voice.say("lock_in")]
    if len(mine) > 1:
        seen = voice.say(
            "lock_in_seen",
            time=f"{mine[0]['time']:g}",
            unit=voice.of(follow_up.unit),
            cause=voice.of(goal.name).lower(),
            value=voice.points(mine[0]["difference"]),
            later=voice.points(mine[-1]["difference"]),
            until=f"{mine[-1]['time']:g}",
        )
        sentences = [f"{sentences[0]} {seen}"]
    return sentences


def _at_risk(part: Part, voice: Voice) -> Block:
    times = sorted({row["time"] for row in part["at_risk"]})
    by_place = {(row["arm"], row["time"]): row["n"] for row in part["at_risk"]}
    rows = [[voice.say(arm), *(voice.number(by_place[arm, time]) for time in times)] for arm in _ARMS]
    return table(voice.say("at_risk_caption"), ["", *(f"{time:g}" for time in times)], rows)


def _days(evaluation: Evaluation, follow_up: FollowUp, voice: Voice) -> list[Block]:
    days = evaluation.days
    found = [(voice.say("days_still"), days["rmst"])] if "rmst" in days else []
    found += [(cause_name(follow_up, row["cause"], voice), row) for row in days.get("rmtl", [])]
    rows = [
        [
            name,
            voice.number(row["called"], 1),
            voice.number(row["not_called"], 1),
            voice.signed(row["difference"], 1),
            voice.interval(row["lower"], row["upper"], 1),
            voice.p(row["p"]),
        ]
        for name, row in found
    ]
    unit, tau = voice.of(follow_up.unit), f"{follow_up.until:g}"
    head = ["", *(voice.say(key) for key in ("called", "not_called", "difference", "interval", "p"))]
    return [table(voice.say("days_caption", unit=unit, tau=tau), head, rows)] if rows else []


def _complier_curve(evaluation: Evaluation, follow_up: FollowUp, voice: Voice) -> list[Block]:
    head = [voice.say("cause"), voice.of(follow_up.unit).capitalize(), voice.say("effect"), voice.say("interval")]
    rows = [
        [
            cause_name(follow_up, row["cause"], voice),
            f"{row['time']:g}",
            voice.points(row["value"]),
            voice.effect_interval(row, True),
        ]
        for row in evaluation.late_curve
    ]
    return [table(voice.say("late_curve_caption"), head, rows)] if rows else []


def _tests(evaluation: Evaluation, follow_up: FollowUp, voice: Voice) -> list[Block]:
    if not evaluation.tests:
        return []
    rows, notes = [], []
    for part in evaluation.tests:
        cause = "" if part["cause"] is None else cause_name(follow_up, part["cause"], voice).lower()
        if part["kind"] == "cox":
            name = voice.say("cox", cause=cause, ties=part["ties"].capitalize())
            rows.append(
                [
                    name,
                    voice.number(part["hazard_ratio"], 2),
                    voice.interval(part["lower"], part["upper"], 2),
                    voice.p(part["p"]),
                ]
            )
            if part["proportional_p"] < 0.05:
                notes.append(f"{name}: {voice.say('proportional', p=voice.p(part['proportional_p']))}")
        else:
            rows.append(
                [
                    voice.say(part["kind"], cause=cause),
                    voice.number(part["statistic"], 2),
                    voice.number(None),
                    voice.p(part["p"]),
                ]
            )
    head = [voice.say(key) for key in ("test", "statistic", "interval", "p")]
    blocks = [table(voice.say("tests_caption"), head, rows)]
    if any(part["kind"] == "cox" for part in evaluation.tests):
        notes.insert(0, voice.say("hazard_text"))
    return blocks + [paragraph(" ".join(notes))] * bool(notes)
