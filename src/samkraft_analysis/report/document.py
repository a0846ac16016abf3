"""The report as a row of blocks in one language: headings, texts, tables, figures. Typst sets them."""

from __future__ import annotations

from typing import Any

from samkraft_analysis.report import document_effects, document_people, document_rest, document_time
from samkraft_analysis.report.evaluation import Evaluation
from samkraft_analysis.report.plan import Outcome
from samkraft_analysis.report.voice import Block, Voice, box, heading

SECTIONS = (
    ("people", document_people.people),
    ("balance", document_people.balance),
    ("first_stage", document_people.first_stage),
    ("itt", document_effects.calling),
    ("late", document_effects.taking_part),
    ("time", document_time.over_time),
    ("groups", document_effects.groups),
    ("sensitivity", document_effects.sensitivity),
    ("tables", document_rest.tables),
    ("deviations", document_rest.deviations),
    ("caveats", document_rest.caveats),
    ("method", document_rest.method),
)


def document(evaluation: Evaluation, language: str) -> dict[str, Any]:
    """Everything that the template needs, as plain values."""
    voice, plan = Voice(language), evaluation.plan
    made = [(name, section) for name, section in SECTIONS if _has(evaluation, name)]
    number = {name: str(place) for place, (name, _) in enumerate(made, 1)}
    blocks: list[Block] = [box(_short(evaluation, voice, number))]
    for name, section in made:
        blocks += [heading(f"{number[name]}  {voice.say(name)}"), *section(evaluation, voice, number)]
    return {
        "language": language,
        "title": voice.of(plan.title),
        "kind": voice.say("kind"),
        "decided": voice.say("decided", day=voice.day(plan.decided)),
        "authors": list(plan.authors),
        "hashes": [[voice.say("plan_hash"), plan.hash], *_data_hash(evaluation, voice)],
        "short": voice.say("short"),
        "page": voice.say("page"),
        "of": voice.say("of"),
        "blocks": blocks,
    }


def _data_hash(evaluation: Evaluation, voice: Voice) -> list[list[str]]:
    hashed = evaluation.data["sha256"]
    return [[voice.say("data_hash"), hashed]] if hashed else []


def _has(evaluation: Evaluation, name: str) -> bool:
    needs: dict[str, Any] = {
        "balance": evaluation.balance,
        "first_stage": evaluation.late,
        "itt": evaluation.itt,
        "late": evaluation.late,
        "time": evaluation.curves,
        "groups": evaluation.subgroups,
        "sensitivity": evaluation.sensitivity,
        "tables": evaluation.tables,
    }
    return bool(needs.get(name, True))


def _short(evaluation: Evaluation, voice: Voice, number: dict[str, str]) -> list[str]:
    """The half page that most readers stop at: numbers with their denominators, and how sure they are."""
    primary = evaluation.plan.primary
    sentences = []
    if evaluation.itt:
        sentences += _short_calling(evaluation, voice, primary)
    late = [part for part in evaluation.late if part["outcome"] == primary.code and not part["hidden"]]
    if late:
        kind = "short_late_share" if primary.is_share else "short_late_mean"
        value, interval = (
            voice.effect(late[0]["value"], primary.is_share),
            voice.effect_interval(late[0], primary.is_share),
        )
        sentences.append(voice.say(kind, value=value, interval=interval))
    sentences += _short_sex(evaluation, voice, primary)
    sentences.append(_short_deviations(evaluation, voice, number))
    return [*sentences, voice.say("short_result_effect")]


def _short_calling(evaluation: Evaluation, voice: Voice, primary: Outcome) -> list[str]:
    part = evaluation.itt[0]
    if part["hidden"]:
        return [voice.say("short_hidden")]
    means = {name: document_effects.mean(arm, primary, voice) for name, arm in part["arms"].items()}
    first = voice.say(
        "short_itt_share" if primary.is_share else "short_itt_mean",
        outcome=voice.of(primary.name),
        value=voice.effect(part["value"], primary.is_share),
        interval=voice.effect_interval(part, primary.is_share),
        **means,
    )
    more = [voice.say("short_adjusted")] if evaluation.plan.assignment.strata else []
    more += [voice.say("short_no_effect")] if part["lower"] <= 0 <= part["upper"] else []
    return [first, *more]


def _short_sex(evaluation: Evaluation, voice: Voice, primary: Outcome) -> list[str]:
    parts = [
        part for part in evaluation.subgroups if part["sex"] and part["outcome"] == primary.code and not part["hidden"]
    ]
    if not parts:
        return []
    names = document_effects.names_of(evaluation.plan, parts[0]["column"], voice)
    groups = ", ".join(
        f"{names[row['group']].lower()} {voice.effect(row['value'], primary.is_share)} "
        f"({voice.effect_interval(row, primary.is_share)})"
        for row in parts[0]["groups"]
    )
    p = parts[0]["interaction"]["p"]
    verdict = voice.say("verdict_yes" if p < 0.05 else "verdict_no")
    kind = "short_sex_share" if primary.is_share else "short_sex_mean"
    return [voice.say(kind, groups=groups, verdict=verdict, p=voice.p(p))]


def _short_deviations(evaluation: Evaluation, voice: Voice, number: dict[str, str]) -> str:
    n = len(evaluation.deviations)
    if not n:
        return voice.say("short_no_deviations")
    return voice.say("short_deviation" if n == 1 else "short_deviations", n=n, section=number["deviations"])
