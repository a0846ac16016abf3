"""Discharge, handover to a named receiver, later follow-ups (P-036 to P-038)."""

from datetime import timedelta

from samkraft.programmes.months import add_months
from samkraft.site.demo import contents, texts
from samkraft.site.demo.stories import Released


def ending(story, definition) -> None:
    """Discharge, handover to a named receiver, later follow-ups (P-036 to P-038)."""
    chance, reason = story.chance, definition.discharge_reason(story.reason)
    starts = None
    if reason.start_within_days:
        starts = story.after(chance.choice((-7, -3, 0, 0, 1, 7, 14, 30, 60)), story.closed)
    story.add(
        "Discharge",
        story.leader_branch,
        discharged_on=story.closed,
        reason=reason.code,
        outcome=reason.group,
        support_form=_support_form(chance) if reason.forms else "",
        starts_on=starts,
        note=texts.discharge_note(chance, reason.code, story.job),
        decided_by=story.leader.pk,
    )
    if reason.needs_handover:
        _handover(story, definition)
    rules = {row.code: row for row in definition.follow_ups}
    for code in reason.follow_ups:
        _follow_up(story, rules[code], reason)


def _support_form(chance) -> str:
    forms = (
        "new_start_job",
        "introduction_job",
        "extra_job",
        "wage_subsidy_development",
        "wage_subsidy_employment",
        "vocational_introduction",
        "sheltered_public",
        "other_support",
    )
    return chance.choices(forms, (34, 24, 14, 10, 9, 4, 3, 2))[0]


# Where a reason says it; else to the branch that referred.
_TO = {"af_fk_cooperation": "fk", "sickness_compensation": "fk", "ama": "ama"}


def _handover(story, definition) -> None:
    chance, branch = story.chance, story.leader_branch
    receiver_branch = _TO.get(story.reason, story.origin)
    if receiver_branch not in story.receivers or (
        receiver_branch != branch and receiver_branch not in story.others(branch, "discharge", story.closed)
    ):
        receiver_branch = "af" if branch == "af" or "af" in story.others(branch, "discharge", story.closed) else branch
    receiver = chance.choice(story.receivers[receiver_branch])
    handover = story.key()
    content = contents.handover(story, definition)
    state, answered, why = _answer(story)
    without_account = chance.random() < 0.04 and state == "accepted"
    story.add(
        "Handover",
        branch,
        id=handover,
        receiver=None if without_account else receiver.pk,
        receiver_branch=receiver_branch,
        receiver_name=receiver.name,
        receiver_unit=receiver.title,
        content=content,
        state=state if without_account else "sent",
        sent_on=story.closed,
        sent_by=story.leader.pk,
        answered_on=answered if without_account else None,
        answered_how="per telefon, till avsändaren" if without_account else "",
        return_reason="",
    )
    if not without_account:
        story.releases.append(
            Released(
                story.closed,
                branch,
                [receiver_branch],
                "discharge",
                "handover",
                handover,
                1,
                f"Överlämning av {story.case_number}",
                content,
                receiver,
                (state, answered, why),
            )
        )


def _answer(story) -> tuple:
    answered = story.after(story.chance.randrange(1, 12), story.closed)
    place = story.chance.random()
    if answered > story.day or story.is_unanswered:
        return "sent", None, ""
    if place < 0.06:
        return "returned", answered, story.chance.choice(texts.RETURN_REASONS)
    return "accepted", answered, ""


_STILL = ("still_work", "other_work", "job_seeker", "ordinary_services", "other", "not_reached")


def _follow_up(story, rule, reason) -> None:
    chance = story.chance
    due = add_months(story.closed, rule.offset_months or 0) + timedelta(days=rule.offset_days or 0)
    done, outcome = None, ""
    late = (story.day - due).days
    if late >= 0 and chance.random() < (1 if late > 60 else 0.98 if late > 30 else 0.9):
        done = min(story.after(chance.randrange(-3, 9), due), story.day)
        if reason.code == "studies":
            outcome = chance.choices(("still_studies", "other_work", "job_seeker", "not_reached"), (78, 6, 9, 7))[0]
        elif reason.goal_reached:
            outcome = chance.choices(_STILL, (76, 7, 8, 3, 2, 4))[0]
        else:
            outcome = chance.choices(
                ("job_seeker", "ordinary_services", "other_work", "to_studies", "other", "not_reached"),
                (38, 27, 9, 6, 8, 12),
            )[0]
    story.add(
        "FollowUp",
        story.leader_branch,
        kind=rule.code,
        due_on=due,
        done_on=done,
        outcome=outcome,
        note="",
        done_by=story.leader.pk if done else None,
    )
