"""Forms of releases on unusual grounds: the question, and the approver's answer."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form
from samkraft.sharing.choices import Ground, HelpCondition
from samkraft.sharing.ground_rules import LAW, grounds_between, is_decided_by_asker

# How long an approver has, unless the asker says another day.
DAYS_TO_ANSWER = 7
MOST_DAYS = 60

_EXPLAINED = {
    Ground.NO_HARM: _("Prövat: ingen skada av att uppgiften lämnas ut"),
    Ground.OWN_TASK: _("Nödvändigt för att ni ska kunna göra er egen uppgift"),
    Ground.GENERAL_CLAUSE: _("Generalklausulen: intresset av att lämna ut väger uppenbart över"),
    Ground.NECESSARY_HELP: _("Nödvändig hjälp, mellan hälso- och sjukvård och socialtjänst"),
}


class AskForm(Form):
    """One item to one branch on another ground than consent. Nothing is preselected."""

    to = forms.ChoiceField(label=_("Till vem?"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(label=_("På vilken grund?"), widget=forms.RadioSelect)
    condition = forms.ChoiceField(
        label=_("Vilket villkor är uppfyllt?"),
        choices=HelpCondition.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Bara för nödvändig hjälp mellan vård och socialtjänst."),
    )
    reason = forms.CharField(
        label=_("Skälen"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Vad mottagaren behöver uppgiften till, varför samtycke inte går och vilken skada den kan göra. "
                    "Hela texten sparas."),
    )  # fmt: skip
    answer_by = DateField(label=_("Svar behövs senast"), required=False)

    def __init__(self, *args, branch, receivers, **kwargs):
        super().__init__(*args, **kwargs)
        self.branch, self.receivers = branch, {one.code: one for one in receivers}
        self.fields["to"].choices = [(one.code, one.name) for one in receivers]
        grounds = {ground for one in receivers for ground in self._between(one)}
        self.fields["ground"].choices = [(g.value, self._words(g)) for g in _EXPLAINED if g in grounds]
        if Ground.NECESSARY_HELP not in grounds:
            del self.fields["condition"]
        self.initial["answer_by"] = today() + timedelta(days=DAYS_TO_ANSWER)

    def _between(self, receiver):
        return grounds_between(self.branch.secrecy_class, receiver.secrecy_class)

    def _words(self, ground):
        who = _("du avgör") if is_decided_by_asker(ground, self.branch.secrecy_class) else _("juristen avgör")
        return f"{_EXPLAINED[ground]} ({LAW[ground]}; {who})"

    def clean_answer_by(self):
        day = self.cleaned_data["answer_by"] or today() + timedelta(days=DAYS_TO_ANSWER)
        if not today() <= day <= today() + timedelta(days=MOST_DAYS):
            raise forms.ValidationError(_("Välj en dag från i dag och högst 60 dagar fram."))
        return day

    def clean(self):
        given = super().clean()
        receiver, ground = self.receivers.get(given.get("to")), given.get("ground")
        if receiver and ground and ground not in self._between(receiver):
            self.add_error("ground", _("Den grunden finns inte mellan er och %(name)s.") % {"name": receiver.name})
        if ground == Ground.NECESSARY_HELP and not given.get("condition"):
            self.add_error("condition", _("Välj vilket av de tre villkoren i lagen som är uppfyllt."))
        if ground != Ground.NECESSARY_HELP:
            given["condition"] = ""
        return given


class AnswerForm(Form):
    """The approver's answer, with why. Nothing is preselected."""

    YES, NO = "yes", "no"
    answer = forms.ChoiceField(
        label=_("Ditt svar"),
        choices=[(YES, _("Ja, lämna ut på den grunden")), (NO, _("Nej, lämna inte ut"))],
        widget=forms.RadioSelect,
    )
    decision = forms.CharField(
        label=_("Skälen för svaret"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Sparas i er akt. Den som frågade läser det. Mottagaren ser bara grunden."),
    )

    @property
    def is_yes(self):
        return self.cleaned_data["answer"] == self.YES
