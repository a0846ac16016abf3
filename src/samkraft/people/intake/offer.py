"""What a consent form offers, receiver by receiver, in plain words and beside it in another language (CON-02)."""

from django.utils.translation import gettext as _

from samkraft.core.words import joined, swedish_date
from samkraft.programmes.consent_forms import SWEDISH, Words
from samkraft.sharing.consent_rules import bundles


class Offer:
    """The rows of a form for the branches of a team, as one of them holds the meeting."""

    def __init__(self, definition, branches, own, texts, language=SWEDISH, lines=()):
        self.texts, self.language = texts, language
        self.names = {branch.code: branch.name for branch in branches}
        self.categories = {row.code: row for row in definition.data_categories}
        self.bundles = bundles(definition, list(self.names), own)
        self.until = {(line.from_branch.code, line.to_branch.code, line.category): line.valid_until for line in lines}

    def receivers(self, chosen=(), posted=None):
        """Each receiver with its rows; *chosen*: values of rows that are ticked."""
        drawn = []
        for code, name in self.names.items():
            rows = [self._row(bundle, chosen) for bundle in self.bundles if bundle.to_branch == code]
            if rows:
                receiver = self.texts.branch(code, name, self.language)
                drawn.append(
                    {
                        "name": name,
                        "code": code,
                        "title": self.texts.say("reads", self.language, receiver=receiver),
                        "choices": rows,
                        "count": sum(row["is_on"] for row in rows),
                        "reservation_field": f"reservation-{code}",
                        "reservation": (posted or {}).get(f"reservation-{code}", ""),
                    }
                )
        return drawn

    def _row(self, bundle, chosen):
        value = f"{bundle.to_branch}:{bundle.code}"
        category = self.categories.get(bundle.code)
        givers = dict.fromkeys(line.from_branch for line in bundle.lines if line.from_branch != bundle.to_branch)
        until = [self.until.get((line.from_branch, line.to_branch, line.category)) for line in bundle.lines]
        return {
            "value": value,
            "words": self.texts.category(bundle.code, category.name if category else "", self.language),
            "meaning": self.texts.meaning(bundle.code, category.words if category else "", self.language),
            "givers": self.texts.say("from", self.language, givers=self._named(givers)),
            "back": self._back(bundle),
            "holds": self._holds([day for day in until if day], len(until)),
            "is_on": value in chosen,
            "in_writing": bool(self.in_writing(bundle.lines)),
            "lines": bundle.lines,
        }

    def _named(self, codes):
        words = [self.texts.branch(code, self.names[code], self.language) for code in codes]
        other = "، " if self.language == "ar" else ", "
        return Words(joined(word.swedish for word in words), other.join(word.other for word in words if word.other))

    def _back(self, bundle):
        """The base row lets the receiver share its own part of the plan in return."""
        if not any(line.from_branch == bundle.to_branch for line in bundle.lines):
            return None
        receiver = self.texts.branch(bundle.to_branch, self.names[bundle.to_branch], self.language)
        return self.texts.say("back", self.language, receiver=receiver)

    @staticmethod
    def _holds(days, of):
        """What the person has said yes to before, as far as the branch knows it."""
        if not days:
            return ""
        words = _("Gäller redan till %(day)s.") if len(days) == of else _("Gäller delvis till %(day)s.")
        return words % {"day": swedish_date(min(days))}

    def lines(self, chosen):
        """The lines behind the chosen rows."""
        picked = [b.lines for b in self.bundles if f"{b.to_branch}:{b.code}" in chosen]
        return list(dict.fromkeys(line for lines in picked for line in lines))

    def in_writing(self, lines):
        """The names of those categories among the lines that need a signature (CON-03)."""
        codes = dict.fromkeys(line.category for line in lines if self.categories[line.category].in_writing)
        return [self.categories[code].name.lower() for code in codes]

    def reservations(self, posted):
        """The person's reservations, by receiver."""
        said = {code: posted.get(f"reservation-{code}", "").replace("\x00", "").strip()[:300] for code in self.names}
        return {code: text for code, text in said.items() if text}
