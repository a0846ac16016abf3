"""The plan as the trial that it describes, part by part: what was planned, and what was done."""

from __future__ import annotations

from samkraft_analysis.report.evaluation import Evaluation
from samkraft_analysis.report.voice import Block, Voice, table


def trial(evaluation: Evaluation, voice: Voice) -> Block:
    """A row per part of a trial; "done" says only what the program can see."""
    head = [voice.say(f"trial_{name}") for name in ("part", "planned", "done")]
    rows = [_eligibility, _strategies, _assignment, _time_zero, _follow_up, _outcome, _analysis]
    made = [row(evaluation, voice) for row in rows]
    return table(voice.say("trial_caption"), head, [row for row in made if row], texts=3)


def _eligibility(evaluation: Evaluation, voice: Voice) -> list[str]:
    conditions = [voice.of(condition.words) for condition in evaluation.plan.population.conditions]
    planned = "; ".join([voice.of(evaluation.plan.population.words).rstrip("."), *conditions])
    n, rows = voice.number(evaluation.n), voice.number(evaluation.flow["rows"])
    return [voice.say("trial_eligibility"), planned, voice.say("trial_eligibility_done", n=n, rows=rows)]


def _strategies(evaluation: Evaluation, voice: Voice) -> list[str]:
    arms = {name: voice.number(arm["n"]) for name, arm in evaluation.flow["arms"].items()}
    done = voice.say("trial_strategies_done", **arms)
    return [voice.say("trial_strategies"), voice.say("trial_strategies_planned"), done]


def _assignment(evaluation: Evaluation, voice: Voice) -> list[str]:
    n = len(evaluation.flow["strata"])
    done = voice.say("trial_assignment_done", n=voice.number(n)) if n else voice.say("trial_assignment_one")
    return [voice.say("trial_assignment"), voice.of(evaluation.plan.assignment.words), done]


def _time_zero(evaluation: Evaluation, voice: Voice) -> list[str]:
    return [voice.say("trial_time_zero"), voice.of(evaluation.plan.time_zero), voice.say("trial_unseen")]


def _follow_up(evaluation: Evaluation, voice: Voice) -> list[str] | None:
    follow_up = evaluation.plan.follow_up
    if follow_up is None:
        return None
    shorter = next((one.values["n"] for one in evaluation.deviations if one.kind == "censored_early"), 0)
    planned = f"{follow_up.until:g} {voice.of(follow_up.unit)}"
    return [voice.say("trial_follow_up"), planned, voice.say("trial_follow_up_done", n=voice.number(shorter))]


def _outcome(evaluation: Evaluation, voice: Voice) -> list[str]:
    primary = evaluation.plan.primary
    known = sum(arm["known"][primary.code] for arm in evaluation.flow["arms"].values())
    done = voice.say("trial_outcome_done", n=voice.number(known), of=voice.number(evaluation.n))
    name = voice.of(primary.name)
    return [voice.say("trial_outcome"), name[:1].upper() + name[1:], done]


def _analysis(evaluation: Evaluation, voice: Voice) -> list[str]:
    missing = [one.values["what"] for one in evaluation.deviations if one.kind == "not_computed"]
    done = (
        voice.say("trial_analysis_missing", names=", ".join(missing)) if missing else voice.say("trial_analysis_done")
    )
    return [voice.say("trial_analysis"), ", ".join(evaluation.plan.estimands), done]
