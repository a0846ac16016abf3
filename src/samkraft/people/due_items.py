"""A deadline as a line of a list: what it is called there, and where it is dealt with."""

from django.utils.translation import gettext as _

from samkraft.core.clock import today
from samkraft.core.words import swedish_date
from samkraft.people.links import first_url

# Where a deadline is dealt with, by the event that fulfils it: the page itself, not the case's first page (M1).
_PAGES = {
    "mapping_shared": "casework:mapping",
    "plan_published": "casework:plan",
    "contact": "casework:contacts",
    "without_effort": "casework:plan",
    "limit_clock_started": "people:phase",
    "phase_talk": "people:phase",
    "activity_decided": "activities:list",
    "activity_start_talk": "activities:list",
    "activity_end_talk": "activities:list",
    "consent_ends": "people:consents",
    "consent_in_writing": "people:consents",
    "sharing_change_seen": "people:consents",
    "staff_question_answered": "casework:dialogue",
    "absence_ended": "casework:benefits",
    "individual_plan": "casework:benefits",
}


def due_item(due, name=""):
    """A deadline as an item of core/parts/queue.html; without *name* on the case's own page, where the name stands.

    In a list, beside a name, a deadline that would tell too much goes by another name and without words (REG-02).
    """
    is_hidden = bool(name and due.list_name)
    what = due.list_name if is_hidden else due.name
    item = {
        "url": first_url((_PAGES.get(due.event, ""), *(["people:case"] if name else [])), due.case_id),
        "title": _("%(what)s för %(name)s") % {"what": what, "name": name} if name else what,
        "sub": "" if is_hidden else due.words,
        "due": due.due_on,
        "case_id": due.case_id,
    }
    if due.is_put_off(today()):
        item["due"], item["end"] = None, _("Väntar till %(day)s") % {"day": swedish_date(due.put_off_until)}
    return item
