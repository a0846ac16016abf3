"""What people have asked about their data: a copy of it, from all who have any; a wrong put right, from one."""

from datetime import timedelta

from samkraft.access.acting import acting
from samkraft.access.choices import Role
from samkraft.people.rights import requests
from samkraft.site.demo import plan
from samkraft.site.demo.staff import FIRST

_ASKED = (
    ("access", "all", 9, "Vill veta vad som står om mig, och vilka som har läst det."),
    ("rectification", "ours", 3, "Fel telefonnummer. Jag bytte i maj."),
    ("access", "ours", 26, ""),
)


def rights_requests(register) -> None:
    """Three requests at the branch that enrols most, of portraits whose cases have something to tell."""
    branch, officer = register.roster.branches["af"], register.roster.with_role(Role.DATA_PROTECTION_OFFICER, "af")[0]
    told = [story for story in register.people if story.portrait and story.leader_branch == "af"]
    with acting(branch, officer, programme=FIRST, roles=[Role.DATA_PROTECTION_OFFICER], day=plan.DAY) as who:
        for story, (kind, reach, days, wish) in zip(told, _ASKED, strict=False):
            given = {
                "kind": kind, "reach": reach, "received_on": plan.DAY - timedelta(days=days), "channel": "visit",
                "checked": "Visade id-kort", "language": "", "wish": wish, "reference": "",
            }  # fmt: skip
            requests.take(who, requests.Subject(story.case_id), [], given)
