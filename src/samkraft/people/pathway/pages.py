"""What the pages of the participant's way have in common."""

from django.urls import reverse


def case_crumbs(opened, *more):
    """The way back to the participant; *more*: pairs of address and label."""
    items = [{"url": reverse("people:case", args=[opened.case.pk]), "label": opened.file.name}]
    return items + [{"url": url, "label": label} for url, label in more]


def status_of(form):
    """422 for a form with errors: nothing is written and the page is shown again."""
    return 422 if form is not None and form.is_bound and form.errors else 200
