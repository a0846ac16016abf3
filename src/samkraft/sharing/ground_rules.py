"""Which grounds an item may leave on, decided without a database (SEK-04, SEK-07, SEK-09).

Daily work knows consent and statutory duty. What stands here is for the rest: a harm assessment in writing, which who
works with the case makes herself where the law asks whether harm can be assumed, and the grounds that the branch's
legal approver alone may use. None of them ever reaches the joint plan.
"""

from samkraft.access.choices import SecrecyClass
from samkraft.sharing.choices import Ground, ItemKind

# The stronger secrecy, where it must be clear that no harm follows (SEK-02, SEK-03), and what is treated like it here
# until a lawyer has said otherwise (SEK-06): the handler's own assessment is not enough.
STRONG = (SecrecyClass.SOCIAL, SecrecyClass.HEALTH, SecrecyClass.EDUCATION)
CARE_AND_SOCIAL = {SecrecyClass.SOCIAL, SecrecyClass.HEALTH}

# What is of the joint plan, of an identity or of a handover has ways of its own.
REVIEWED_KINDS = (
    ItemKind.MAPPING,
    ItemKind.MINUTES,
    ItemKind.ACTIVITY,
    ItemKind.BENEFIT,
    ItemKind.FOLLOW_UP,
    ItemKind.DOCUMENT,
)

LAW = {
    Ground.NO_HARM: "OSL 25:1, 26:1, 28:1",
    Ground.OWN_TASK: "OSL 10:2",
    Ground.GENERAL_CLAUSE: "OSL 10:27",
    Ground.NECESSARY_HELP: "OSL 25:12, 26:9",
}


def grounds_between(sender: str, receiver: str) -> list[Ground]:
    """The grounds that may be asked for, from one secrecy class to another; the same rule as ``door.ask_review``."""
    found = [Ground.NO_HARM, Ground.OWN_TASK]
    if sender not in CARE_AND_SOCIAL:
        found.append(Ground.GENERAL_CLAUSE)  # never for health care and social services (OSL 10:27)
    if {sender, receiver} == CARE_AND_SOCIAL:
        found.append(Ground.NECESSARY_HELP)
    return found


def is_decided_by_asker(ground: str, sender: str) -> bool:
    """A harm assessment under the weaker secrecy is made by who works with the case, in writing (SEK-04, SEK-05)."""
    return ground == Ground.NO_HARM and sender not in STRONG
