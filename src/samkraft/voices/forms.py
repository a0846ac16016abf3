"""The questions of a questionnaire as a form: each may be answered, passed over, or declined in so many words."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.core.forms import Form
from samkraft.voices import rules
from samkraft.voices.choices import QuestionKind

LONGEST = 2000
_NO = "__no"
_WONT = gettext_lazy("Vill inte svara")


class AnswerForm(Form):
    """*asked*: the questionnaire; *kept*: answers that the form begins from, an ``AnswerSet`` or None.

    ``earlier``: those of them to questions that the form no longer asks, which it leaves as they are.
    """

    marks_optional = False

    none = forms.BooleanField(label=gettext_lazy("Vill inte svara på några av frågorna i dag"), required=False)
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, data=None, *, asked, kept=None, initial=None):
        rows = list(kept.rows.all()) if kept else []
        self.earlier = [row for row in rows if not rules.is_still_asked(asked, row)]
        start = (
            _start(kept, [row for row in rows if row not in self.earlier])
            | (initial or {})
            | {"base": kept.version if kept else 0}
        )
        super().__init__(data, prefix="svar", initial=start)
        self.asked = asked
        for question in asked.questions:
            self.add_field(question.code, _field(question))
            if question.kind == QuestionKind.TEXT:
                self.add_field(question.code + _NO, forms.BooleanField(label=_WONT, required=False))

    def clean(self):
        given = super().clean()
        for question in self.asked.questions:
            if given.get(question.code) and given.get(question.code + _NO):
                self.add_error(question.code, _("Här står både ett svar och att du inte vill svara. Välj ett av dem."))
        if given.get("none") and self.said:
            self.add_error("none", _("Några frågor är besvarade. Ta bort krysset, eller svaren."))
        return given

    @property
    def said(self):
        """The answers, in order; of a form that is valid, or is being cleaned."""
        given = {question.code: self.cleaned_data.get(question.code) or "" for question in self.asked.questions}
        wont_answer = frozenset(code for code in given if self.cleaned_data.get(code + _NO))
        return rules.all_said(self.asked, given, wont_answer)

    @property
    def given(self):
        """All of it; of a form that is valid."""
        declines_all = bool(self.cleaned_data["none"])
        return rules.Given(self.asked, self.said, declines_all, self.cleaned_data["base"] or 0)

    def stand_on(self, version):
        """Bind again, with all that was typed, to the version that is now."""
        self.data = self.data.copy()
        self.data[self.add_prefix("base")] = version

    @property
    def rows(self):
        """(question, its field, the box for not wanting to answer or None), in order."""
        for question in self.asked.questions:
            is_text = question.kind == QuestionKind.TEXT
            yield question, self[question.code], self[question.code + _NO] if is_text else None


def _field(question):
    common = {"label": question.words, "help_text": question.hint, "required": False}
    if question.kind == QuestionKind.TEXT:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), max_length=LONGEST, **common)
    # The last one too is chosen, so that a choice made by mistake can be taken back.
    choices = [*rules.options(question), (rules.DECLINED, _WONT), ("", _("Hoppa över"))]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)


def _start(kept, rows):
    """What a form shows of answers that are kept; *rows*: those to questions that it asks."""
    if kept is None:
        return {}
    start = {"none": kept.wont_answer}
    for row in rows:
        if row.kind == QuestionKind.TEXT:
            start |= {row.question: row.said, row.question + _NO: row.wont_answer}
        else:
            chosen = row.choice or ("" if row.value is None else str(row.value))
            start[row.question] = rules.DECLINED if row.wont_answer else chosen
    return start
