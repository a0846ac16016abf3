"""The form of the consent meeting: what the person says yes to, row by row, and how she said it."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form
from samkraft.core.words import swedish_date
from samkraft.people.intake.given import Given
from samkraft.people.intake.offer import Offer
from samkraft.programmes.consent_forms import SWEDISH, form_in_force, language_choices
from samkraft.sharing.choices import ConsentForm, Explained, Giver, Interpreter, Purpose, WithdrawnHow
from samkraft.sharing.consent_rules import latest_end

YES_NO = [("yes", _("Ja")), ("no", _("Nej"))]
QUESTIONS = (Purpose.FOLLOW_UP, Purpose.EVALUATION)


def place_field(**more):
    """Where the signed consent lies."""
    return forms.CharField(
        label=_("Var finns det underskrivna samtycket?"), max_length=200, **more,
        help_text=_("Till exempel pärmens eller diariets beteckning. För elektronisk underskrift: dess referens."),
    )  # fmt: skip


def scan_field(**more):
    """The signed paper itself."""
    return forms.FileField(
        label=_("Underskrivet papper, inskannat eller fotograferat"), allow_empty_file=True,
        help_text=_("PDF eller bild (JPEG, PNG), högst 10 MB. Det sparas låst hos er. Ingen annan verksamhet får det."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}), **more,
    )  # fmt: skip


class EvidenceForm(Form):
    """Where the signed paper lies, told once by the branch that recorded the consent, and a scan of it (CON-03).

    asks_place: that branch, while it isn't told or has no scan; anyone else holds a paper of its own (CON-04).
    """

    evidence_place = place_field()
    scan = scan_field(required=False)

    def __init__(self, *args, asks_place, must_have_scan, **kwargs):
        super().__init__(*args, **kwargs)
        self.held = None
        self.fields["scan"].required = must_have_scan
        if not asks_place:
            del self.fields["evidence_place"]


class ConsentMeetingForm(Form):
    """What the person says yes to, receiver by receiver. Nothing is chosen beforehand, and there is no "all" (CON-02).

    The answers on follow-up and evaluation are of their own kind: a no is as good as a yes (CON-05). How the consent
    was given is asked for as soon as something is given.
    """

    explained = forms.MultipleChoiceField(
        label=_("Det här har vi gått igenom"), choices=Explained.choices, widget=forms.CheckboxSelectMultiple,
        required=False,
    )  # fmt: skip
    follow_up = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, required=False)
    evaluation = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, required=False)
    giver = forms.ChoiceField(label=_("Vem säger ja?"), choices=Giver.choices, widget=forms.RadioSelect, required=False)
    representative = forms.ChoiceField(label=_("Vilken företrädare?"), required=False)
    is_capacity_doubted = forms.BooleanField(
        label=_("Vi är osäkra på om personen förstår vad samtycket betyder"), required=False,
        help_text=_("Då kan bara en företrädare med rätt uppdrag säga ja. Annars väntar vi med samtycket."),
    )  # fmt: skip
    interpreter = forms.ChoiceField(label=_("Tolk"), choices=[("", _("Välj")), *Interpreter.choices], required=False)
    form = forms.ChoiceField(
        label=_("Hur gavs samtycket?"), choices=ConsentForm.choices, widget=forms.RadioSelect, required=False
    )
    spoken_reason = forms.CharField(
        label=_("Varför muntligt?"), max_length=300, required=False,
        help_text=_("Ni påminns om att få det skriftligt inom 14 dagar."),
    )  # fmt: skip
    evidence_place = place_field(required=False)
    scan = scan_field(required=False)
    valid_until = DateField(label=_("Gäller till och med"), required=False)
    marks_optional = False

    def __init__(self, *args, definition, branches, own, language=SWEDISH, lines=(), representatives=(), **kwargs):
        """branches: Branch objects of the team; own: the acting branch's code; lines: what holds today, as the branch
        knows it; representatives: those whose mandate holds."""
        super().__init__(*args, **kwargs)
        self.definition = definition
        self.texts = form_in_force(settings.PROGRAMME_FOLDER, today())
        self.languages = language_choices(self.texts)
        self.language = language if language in dict(self.languages) else SWEDISH
        self.people = {str(row.pk): row for row in representatives}
        self.offer = Offer(definition, branches, own, self.texts, self.language, lines)
        self.chosen = set(self.data.getlist("line")) if self.is_bound else set()
        self.held = None
        self._word_the_fields()

    def _word_the_fields(self):
        self.fields["valid_until"].initial = latest_end(self.definition, today())
        named = [(key, f"{row.name}, {row.get_mandate_display().lower()}") for key, row in self.people.items()]
        self.fields["representative"].choices = [("", _("Ingen")), *named]
        for purpose in QUESTIONS:
            self.fields[purpose.value].label = self.texts.say(purpose.value, SWEDISH).swedish

    def receivers(self):
        """What the page draws: each receiver with what it may be given, in plain words."""
        return self.offer.receivers(self.chosen, self.data if self.is_bound else {})

    def told(self):
        """What is read through together before anything is chosen."""
        return [self.texts.say(key, self.language) for key in ("purpose", "free", "withdrawal", "duration")]

    def follow_up_intro(self):
        return self.texts.say("follow_up_intro", self.language)

    def questions(self):
        """Follow-up and evaluation, each with what it says in the other language."""
        return [(self[p.value], self.texts.say(p.value, self.language)) for p in QUESTIONS]

    def explained_count(self):
        """How many of the points are ticked as gone through."""
        return len(set(self.data.getlist("explained")) & set(Explained.values)) if self.is_bound else 0

    def answer_count(self):
        """How many of the questions on follow-up are answered."""
        return sum(bool(self.data.get(purpose.value)) for purpose in QUESTIONS) if self.is_bound else 0

    def lines(self):
        """The lines that were chosen."""
        return self.offer.lines(self.chosen)

    def answers(self):
        """What was answered about follow-up and evaluation; a question without an answer isn't there."""
        said = ((purpose.value, self.cleaned_data.get(purpose.value)) for purpose in QUESTIONS)
        return {purpose: answer == "yes" for purpose, answer in said if answer}

    @property
    def gives_something(self):
        """Whether there is anything to record."""
        return bool(self.chosen or self.answers())

    def clean(self):
        given = super().clean()
        if self.gives_something:
            self._needs_the_record(given)
            self._needs_writing(given)
            self._needs_a_mandate(given)
        return given

    def _needs_the_record(self, given):
        """CON-02, CON-03: how it was given belongs to the consent."""
        needed = [
            ("explained", _("Gå igenom alla fyra punkterna och kryssa i dem.")),
            ("giver", _("Välj vem som säger ja.")),
            ("interpreter", _("Välj om någon tolkade.")),
            ("form", _("Välj hur samtycket gavs.")),
            ("valid_until", _("Skriv en sista dag.")),
        ]
        for name, words in needed:
            is_there = set(given.get(name) or ()) == set(Explained.values) if name == "explained" else given.get(name)
            if not is_there and name not in self.errors:
                self.add_error(name, words)
        if given.get("form") == ConsentForm.ORAL and not given.get("spoken_reason"):
            self.add_error("spoken_reason", _("Skriv varför samtycket gavs muntligt."))
        if given.get("form") in (ConsentForm.WRITTEN, ConsentForm.ELECTRONIC) and not given.get("evidence_place"):
            self.add_error("evidence_place", _("Skriv var det underskrivna samtycket finns."))

    def _needs_writing(self, given):
        """CON-03, CON-05: a spoken yes doesn't cover what the programme wants in writing, nor follow-up."""
        if given.get("form") != ConsentForm.ORAL:
            return
        what = self.offer.in_writing(self.lines())
        if what:
            words = _("Muntligt räcker inte för %(what)s. Låt personen skriva under, eller ta bort den rutan.")
            self.add_error("form", words % {"what": ", ".join(what)})
        if any(self.answers().values()):
            self.add_error("form", _("Ja till uppföljning och utvärdering ges skriftligt."))

    def _needs_a_mandate(self, given):
        """CON-10: who is doubted to understand isn't consented by a click, and a mandate bounds what it gives."""
        person, giver = self.people.get(given.get("representative")), given.get("giver") or Giver.SELF
        if given.get("is_capacity_doubted") and giver != Giver.REPRESENTATIVE:
            self.add_error("giver", _("När vi är osäkra kan bara en företrädare säga ja."))
        elif giver != Giver.SELF and person is None:
            where = "representative" if self.people else "giver"
            self.add_error(where, _("Välj företrädaren. Saknas den? Lägg till den under Företrädare först."))
        elif giver == Giver.REPRESENTATIVE and not person.covers_consent:
            self.add_error("representative", _("Det uppdraget omfattar inte samtycke till att dela uppgifter."))
        elif giver == Giver.REPRESENTATIVE and _outlives(given.get("valid_until"), person.valid_until):
            words = _("Företrädarens uppdrag slutar %(day)s. Samtycket kan inte gälla längre.")
            self.add_error("valid_until", words % {"day": swedish_date(person.valid_until)})

    def clean_valid_until(self):
        until = self.cleaned_data["valid_until"]
        if until and until <= today():
            raise forms.ValidationError(_("Slutdatumet måste ligga framåt i tiden."))
        if until and until > latest_end(self.definition, today()):
            raise forms.ValidationError(_("Ett samtycke kan gälla högst tolv månader."))
        return until

    def given(self) -> Given:
        """What is to be recorded."""
        said = self.cleaned_data
        giver = said["giver"] or Giver.SELF
        person = self.people.get(said["representative"]) if giver != Giver.SELF else None
        return Given(
            lines=self.lines(),
            valid_until=said["valid_until"],
            form=said["form"],
            reservations=self.offer.reservations(self.data),
            answers=self.answers(),
            record={
                "spoken_reason": said["spoken_reason"] if said["form"] == ConsentForm.ORAL else "",
                "template": self.texts.code,
                "template_version": self.texts.version,
                "language": self.language,
                "interpreter": said["interpreter"],
                "explained": said["explained"],
                "giver": giver,
                "representative": person.name if person else "",
                "mandate": person.in_words if person else "",
                "mandate_until": person.valid_until.isoformat() if person and person.valid_until else None,
                "is_capacity_doubted": said["is_capacity_doubted"],
                "evidence_place": said["evidence_place"] if said["form"] != ConsentForm.ORAL else "",
                "evidence_hash": self.held.kept.content_hash if self.held else "",
            },
            paper=self.held.kept if self.held else None,
        )


def _outlives(day, end):
    return bool(day and end and day > end)


class WithdrawForm(Form):
    """How the person said it."""

    how = forms.ChoiceField(
        label=_("Hur sade personen det?"),
        choices=[(how.value, how.label) for how in WithdrawnHow if how != WithdrawnHow.OWN_PAGE],
        initial=WithdrawnHow.TALK,
    )
