"""Steps of the demo that wait for a place, are proposed or were interrupted, each with its reason (P-035)."""

import random
from datetime import timedelta

from samkraft.site.demo import plan


def stand_with_reasons(story, rows, definition) -> None:
    """Some agreed steps wait or are only proposed; what was interrupted says why. Chance of its own."""
    for row in rows:
        chance = random.Random(f"steps:{story.number}:{row['position']}")
        if row["state"] == "agreed" and row["activity_type"] and chance.random() < 0.35:
            _wait(story, row, definition, chance)
        elif row["state"] == "agreed" and not row["activity_type"] and chance.random() < 0.25:
            _move(row, "proposed", "", _since(story, chance, 25))
        elif row["state"] == "interrupted":
            row["reason"] = chance.choice(definition.reasons_of("interrupted") or ("",))


def _wait(story, row, definition, chance):
    reasons = definition.reasons_of("waiting")
    if not reasons:
        return
    since = _since(story, chance, 55)
    _move(row, "waiting", chance.choice(reasons), since)
    story.add(
        "StepMove", story.leader_branch, step=row["id"], from_state="agreed", to_state="waiting", reason=row["reason"],
        moved_by=story.leader.pk, moved_on=since,
    )  # fmt: skip


def _since(story, chance, most):
    return max(plan.working_day(story.day - timedelta(days=chance.randrange(2, most)), -1), story.opened)


def _move(row, state, reason, since):
    row["state"], row["reason"], row["state_since"] = state, reason, since
