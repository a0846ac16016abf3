"""What the pages of the participant's way have in common: the way back, and names in a row."""

from django.urls import reverse
from django.utils.translation import gettext as _


def case_crumbs(opened, *more):
    """The way back to the participant; *more*: pairs of address and label."""
    items = [{"url": reverse("people:case", args=[opened.case.pk]), "label": opened.file.name}]
    return items + [{"url": url, "label": label} for url, label in more]


def joined(names):
    """Names as a person says them: a, b och c."""
    names = [str(name) for name in names]
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s och %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def status_of(form):
    """422 for a form with errors: nothing is written and the page is shown again."""
    return 422 if form is not None and form.is_bound and form.errors else 200
