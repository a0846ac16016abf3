"""The sheet where receivers are chosen: preset from the consent, nobody can be added without it."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from samkraft.core.forms import Form
from samkraft.core.receipts import receipt
from samkraft.core.words import clock_time, joined, short_date
from samkraft.sharing.choices import WrongReason
from samkraft.sharing.rules import Receiver, Standing

CONFIRM = "confirm_consent"


class WrongForm(Form):
    """What was wrong with something that has gone out."""

    why = forms.ChoiceField(label=_l("Vad är fel?"), choices=WrongReason.choices, widget=forms.RadioSelect)


@dataclass(frozen=True)
class Choice:
    """What the person chose in the sheet. ``error`` is a sentence when it can't be done as chosen."""

    chosen: list[Receiver]
    confirms: bool
    keeps: bool
    error: str = ""


class ReceiverSheet:
    """The part ``sharing/parts/receivers.html``: who gets it, on what consent, and who doesn't and why.

    receivers: from ``actions.receivers_for``; category_name: the programme's words; posted: request.POST or None.
    """

    def __init__(self, receivers, category_name, posted=None, prefix=""):
        self.receivers = list(receivers)
        self.category_name = category_name
        self.prefix = prefix
        self.posted = posted
        self.field = f"{prefix}receiver"
        self.confirm_field = f"{prefix}{CONFIRM}"
        self.error = ""

    @property
    def items(self):
        """Rows for the sheet: a chosen state, an openness and the ground in words."""
        picked = None if self.posted is None else set(self.posted.getlist(self.field))
        return [
            {
                "value": receiver.branch.code,
                "name": receiver.branch.name,
                "person": receiver.people,
                "ground": self._ground(receiver),
                "is_open": receiver.may_receive,
                "is_on": receiver.may_receive if picked is None else receiver.branch.code in picked,
            }
            for receiver in self.receivers
        ]

    @property
    def must_confirm(self):
        """Whether some receiver waits for the branch to say that it has seen the consent."""
        return any(receiver.needs_confirming for receiver in self.receivers)

    @property
    def has_confirmed(self):
        return bool(self.posted and self.posted.get(self.confirm_field))

    @property
    def minutes(self):
        """How long it waits in the outbox, where it can be stopped."""
        return settings.OUTBOX_MINUTES

    @property
    def open_count(self):
        """How many may receive."""
        return sum(receiver.may_receive for receiver in self.receivers)

    @property
    def sees(self):
        """Names of those who may receive, for the share bar."""
        names = [receiver.branch.name for receiver in self.receivers if receiver.may_receive]
        return joined(names) or str(_("bara er verksamhet"))

    @property
    def sees_not(self):
        return joined(r.branch.name for r in self.receivers if not r.may_receive)

    def choice(self) -> Choice:
        """What was posted, held against what may be: a branch that may not receive is never in it."""
        keeps = bool(self.posted.get("keep"))
        picked = set(self.posted.getlist(self.field))
        chosen = [r for r in self.receivers if r.may_receive and r.branch.code in picked and not keeps]
        if any(r.needs_confirming for r in chosen) and not self.has_confirmed:
            self.error = str(_("Kryssa i att ni har sett samtycket, eller ta bort dem som väntar på det."))
        return Choice(chosen, self.has_confirmed, keeps, self.error)

    def _ground(self, receiver):
        """Why it may go there or not, with the person's own reservation, for whoever shares to heed (CON-01)."""
        ground = self._standing(receiver)
        return f"{ground}. {_('Förbehåll')}: {receiver.reservation}" if receiver.reservation else ground

    def _standing(self, receiver):
        words = {"what": self.category_name.lower(), "until": short_date(receiver.until) if receiver.until else ""}
        if receiver.standing is Standing.BY_LAW:
            return _("Skyldighet i lag att lämna uppgiften. Personen får veta det.")
        if receiver.standing is Standing.COVERED:
            return _("Samtycke om %(what)s, till %(until)s") % words
        if receiver.standing is Standing.UNCONFIRMED:
            return _("Samtycke om %(what)s, till %(until)s. Ni har inte bekräftat det än.") % words
        if receiver.standing is Standing.NO_FILE:
            return _("Samtycke finns, men ingen öppen akt där")
        return _("Inget samtycke om %(what)s") % words


def shares(request):
    """Whether what is sent would give something to others: that asks for a fresh login (IAM-09)."""
    return any(name.endswith("receiver") for name in request.POST) and not request.POST.get("keep")


def shared_words(shared):
    """The receipt: who gets a copy and when, and who did not and why."""
    names = joined(branch.name for branch in shared.sent)
    parts = []
    if shared.leaves_at:
        said = _("Skickas %(at)s till %(names)s. Till dess kan du ångra.")
        parts.append(said % {"at": clock_time(shared.leaves_at), "names": names})
    elif shared.sent:
        said = ngettext("Delad med %(names)s.", "Delad med %(names)s.", len(shared.sent))
        parts.append(said % {"names": names})
    else:
        parts.append(_("Sparad. Inte delad med någon."))
    parts += [
        _("%(name)s fick den inte: %(why)s") % {"name": branch.name, "why": why} for branch, why in shared.refused
    ]
    return " ".join(parts)


def say_shared(request, shared, before="", after=""):
    """Say what became of a sharing on the next page, with "Ångra" while it waits in the outbox."""
    undo = reverse("sharing:stop", args=[shared.release]) if shared.release else None
    receipt(request, f"{before} {shared_words(shared)}{after}".strip(), undo_url=undo)
