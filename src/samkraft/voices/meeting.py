"""The questionnaire of a meeting: a section of its page, read back with the rest, and what it leaves behind (P-110)."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.core.clock import today
from samkraft.core.words import swedish_date
from samkraft.people.meeting_parts import Kept
from samkraft.people.problems import NotPossible, show_on
from samkraft.voices import actions
from samkraft.voices.forms import AnswerForm

_PREFIX = "svar-"


def part_of(request, opened, facts, posted, values):
    """The section for this meeting, or None where meetings of its kind ask nothing."""
    asked = opened.definition.questionnaire_at(facts.kind)
    return Questions(request, opened, facts, asked, posted, values) if asked else None


class Questions:
    """One request's questions. They stay with the branch that asks: nothing here is shared."""

    template, key = "voices/meeting.html", "fragor"

    def __init__(self, request, opened, facts, asked, posted, values):
        self.acting, self.opened, self.facts, self.asked = request.acting, opened, facts, asked
        answered = actions.answers_to(opened, asked.code)
        self.last = answered[0] if answered else None
        # A meeting that was opened again has its own answers, also where another has been held since.
        self.kept = next((one for one in answered if one.meeting == facts.key), None)
        if self.kept:
            opened.shows(asked.category, item_of(self.kept))
        start = {name.removeprefix(_PREFIX): value for name, value in values.items() if name.startswith(_PREFIX)}
        start.pop("base", None)
        self.form = AnswerForm(posted, asked=asked, kept=self.kept, initial=start)
        self.forms = [self.form]

    @property
    def title(self):
        return self.asked.title

    @property
    def name(self):
        """What the person is called on the screen."""
        return self.facts.name

    @property
    def is_folded(self):
        """Whether they were answered a short while ago, so that they are only offered."""
        if self.form.is_bound or self.kept or not self.last:
            return False
        return today() < self.last.answered_on + timedelta(days=self.asked.again_after_days)

    @property
    def answered_before(self):
        """When they were last answered, for a page that only offers them."""
        return swedish_date(self.last.answered_on) if self.last else ""

    def read_back(self):
        """Question and answer, one sentence each; last, who reads them."""
        given = self.form.given
        if not _says_something(given):
            return []
        all_of_it = [_("Du vill inte svara på frågorna i dag.")]
        told = all_of_it if given.wont_answer else [_sentence(one) for one in given.said]
        return [*told, _("Svaren stannar hos %(branch)s.") % {"branch": self.acting.branch.name}]

    def save(self):
        """Keep the answers; the words for the receipt."""
        given = self.form.given
        if not _says_something(given) and not self.kept:
            return ""
        try:
            actions.keep(self.opened, self.acting, given, self.facts)
        except NotPossible as refusal:
            now = actions.kept_answers(self.opened, meeting=self.facts.key)
            self.form.stand_on(now.version)
            show_on(self.form, refusal)
            raise
        return _("Svaren på frågorna är sparade.")


def _says_something(given):
    """Nothing ticked and nothing written is no answer."""
    return given.wont_answer or bool(given.said)


def _sentence(one):
    if one.wont_answer:
        return _("%(question)s Det vill du inte svara på.") % {"question": one.question.words}
    return _("%(question)s Ditt svar: %(answer)s") % {"question": one.question.words, "answer": _stopped(one.text)}


def _stopped(text):
    """With a full stop, so that it is read as a sentence."""
    return text if text[-1] in ".!?" else f"{text}."


def item_of(kept):
    """What the read log calls it."""
    return f"answers:{kept.item}:{kept.version}"


def kept_from(opened, facts):
    """What the meeting's end and its paper say of the answers."""
    kept = actions.kept_answers(opened, meeting=facts.key)
    if kept is None:
        return []
    asked = asked_of(opened, kept.questionnaire)
    opened.shows(asked.category if asked else "health", item_of(kept))
    rows = list(kept.rows.all())
    lines = tuple((row.words, _("Vill inte svara.") if row.wont_answer else row.said) for row in rows)
    title = asked.title if asked else _("Frågor")
    sub = _("Stannar i er akt")
    if kept.wont_answer:
        lines = ((title, _("Ville inte svara på frågorna.")),)
    return [Kept(title, sub, reverse("voices:answers", args=[opened.case.pk]), lines)]


def asked_of(opened, code):
    """The questionnaire as the programme has it today; None for one that it no longer asks."""
    return next((row for row in opened.definition.questionnaires if row.code == code), None)
