"""A signed paper that came with a form: kept sealed at once, so that a form that comes back has lost nothing.

What holds it until the form is taken is a signed word for this person, branch and page alone. A file that no form was
taken with is swept away at night (``casework.documents.sweep``).
"""

from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext as _

from samkraft.core.file_checking import KINDS, FileRefused
from samkraft.people.files import Kept, keep_file, note_refused
from samkraft.people.models import ConsentPaper

_SALT, _SECONDS = "samkraft.consent.paper", 12 * 3600


@dataclass(frozen=True)
class Held:
    """A paper that is kept, and the word that it is known by when the form comes again."""

    kept: Kept
    word: str

    @property
    def label(self):
        """What sort of file it is."""
        return KINDS[self.kept.kind].label


def hold(request, form, cases) -> Held | None:
    """The paper that a validated form came with, now or before; what isn't taken is said at the field.

    cases: those that the refusal is logged for.
    """
    file = form.cleaned_data.get("scan")
    return _new(request, form, file, cases) if file else _from_before(request, form.data.get("held", ""))


def _new(request, form, file, cases):
    if "scan" in form.errors:
        return None
    if not file.name.lower().endswith((".pdf", ".jpg", ".jpeg", ".png")):
        form.add_error("scan", _("Spara papperet som PDF, JPEG eller PNG."))
        return None
    try:
        kept = keep_file(file.name, file.read())
    except FileRefused as refusal:
        note_refused(cases, refusal)
        form.add_error("scan", str(refusal))
        return None
    return Held(kept, signing.dumps({**kept.as_fields(), "for": _whose(request)}, salt=_SALT))


def _from_before(request, word):
    try:
        said = signing.loads(word, salt=_SALT, max_age=_SECONDS) if word else {}
    except signing.BadSignature:
        return None
    if said.pop("for", None) != _whose(request) or ConsentPaper.objects.filter(stored=said["stored"]).exists():
        return None
    return Held(Kept(**said), word)


def _whose(request):
    return [request.user.pk, request.acting.branch.pk, request.path]
