"""Autosaved text: its author's only, one per form and case, kept 14 days, gone when the form is saved (ALL-03)."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samkraft.casework.rules import DRAFT_DAYS, DRAFT_WARN_DAYS, draft_goes_on
from samkraft.core.clock import as_of_today, today
from samkraft.core.composed import Composed
from samkraft.core.words import as_date, clock_time, swedish_date, when
from samkraft.people.models import Draft

MAX_CHARACTERS = 60_000
_NEVER = {"csrfmiddlewaretoken"}


@dataclass(frozen=True)
class FormDraft:
    """The draft of one form on one case, for its page: what was typed, when, and where it is kept and thrown away."""

    form: str
    case_id: object
    draft: Draft | None

    @property
    def exists(self):
        return self.draft is not None

    @property
    def save_url(self):
        return reverse("casework:draft_save", args=[self.case_id, self.form])

    @property
    def discard_url(self):
        return reverse("casework:draft_discard", args=[self.case_id, self.form])

    @property
    def saved_text(self):
        """Time and audience, always both."""
        if not self.draft:
            return ""
        moment = when(as_of_today(self.draft.updated_at), today())
        return _("Utkast sparat %(moment)s. Bara du ser det.") % {"moment": moment[:1].lower() + moment[1:]}

    @property
    def warning(self):
        """From the tenth day: when it will be taken away."""
        if not self.draft or _age(self.draft) < DRAFT_WARN_DAYS:
            return ""
        day = draft_goes_on(as_date(as_of_today(self.draft.updated_at)))
        return _("Utkastet tas bort %(day)s om du inte sparar.") % {"day": swedish_date(day)}

    def initial(self, before):
        """The form's first values: those of the draft where there is one."""
        return {**before, **self.values()}

    def values(self):
        """What was typed, one value per field."""
        stored = self.draft.content if self.draft else {}
        return {name: values[-1] if values else "" for name, values in stored.items()}

    def as_post(self):
        """What was typed as if it were posted, for forms of many like fields."""
        data = QueryDict(mutable=True)
        for name, values in (self.draft.content if self.draft else {}).items():
            data.setlist(name, values)
        return data


def _age(draft):
    return (timezone.localdate() - timezone.localdate(draft.updated_at)).days


def draft_of(form, case_id, acting) -> FormDraft:
    """The acting person's own draft of a form on a case, or an empty one."""
    return FormDraft(form, case_id, _mine(form, case_id, acting).first())


def _mine(form, case_id, acting):
    return Draft.objects.filter(author=acting.staff, key=_key(form, case_id))


def _key(form, case_id):
    return f"{form}:{case_id}"


def save_draft(form, case_id, acting, posted):
    """Keep what stands in the form; an empty form leaves no draft. Returns the words to show."""
    content = {name: [_kept(value) for value in values] for name, values in posted.lists() if name not in _NEVER}
    if sum(len(value) for values in content.values() for value in values) > MAX_CHARACTERS:
        raise ValueError(_("Texten är för lång för att sparas som utkast."))
    Draft.objects.update_or_create(
        owner_branch=acting.branch,
        author=acting.staff,
        key=_key(form, case_id),
        defaults={"case_id": case_id, "content": content},
    )
    return _("Sparat %(time)s som utkast. Bara du ser det.") % {"time": clock_time(timezone.now())}


def _kept(value):
    """Without a nul, which pasted text may hold and no database takes."""
    return value.replace("\x00", "")


def discard_draft(form, case_id, acting):
    """Throw the draft away: by choice, or since the form is saved."""
    _mine(form, case_id, acting).delete()


def ageing_drafts(acting):
    """The person's drafts that will soon be taken away, oldest first, without what they say."""
    return _AGEING(author=acting.staff.pk, since=timezone.now() - timedelta(days=DRAFT_WARN_DAYS))


_AGEING = Composed(
    lambda author, since: (
        Draft.objects.filter(author=author, updated_at__lte=since).defer("content").order_by("updated_at", "pk")
    )
)


def purge_drafts():
    """Remove the acting branch's drafts that have lain 14 days untouched; returns how many."""
    until = timezone.now() - timedelta(days=DRAFT_DAYS)
    return Draft.objects.filter(updated_at__lt=until).delete()[0]
