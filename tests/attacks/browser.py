"""An attacker's browser: reads a page as its elements and forms, fills every form in, and sends it.

Forms are found on the pages themselves, so that a form of tomorrow is attacked without anybody thinking of it.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.urls import Resolver404, resolve
from django.utils.http import urlencode

VOID = {"input", "img", "br", "hr", "meta", "link", "path", "line", "circle", "rect", "polyline", "use"}
TEXTS = {"text", "search", "email", "tel", "number", "url", "textarea"}
TOKEN = "csrfmiddlewaretoken"


@dataclass
class Field:
    """An input, a text area or a choice; ``options`` are the values that may be chosen."""

    name: str
    kind: str
    value: str = ""
    options: list = field(default_factory=list)
    is_on: bool = False
    is_wrong: bool = False
    longest: int | None = None

    @property
    def takes_text(self):
        return self.kind in TEXTS


@dataclass
class Form:
    action: str
    method: str
    fields: list = field(default_factory=list)
    buttons: list = field(default_factory=list)
    key: str = ""

    @property
    def names(self):
        return frozenset(each.name for each in self.fields if each.name != TOKEN)

    @property
    def view(self):
        """The view that the form is sent to."""
        return view_of(self.action)


def view_of(address):
    """The name of an address's view, or ''."""
    try:
        return resolve(address.split("?")[0]).view_name
    except Resolver404:
        return ""


class Page(HTMLParser):
    """What stands on a page: its elements as (tag, attributes), its text, its forms."""

    def __init__(self, answer, address):
        super().__init__(convert_charrefs=True)
        self.address, self.elements, self.forms, self.texts = address, [], [], []
        self._form = self._select = self._area = None
        self._loose = []
        is_html = answer.headers.get("Content-Type", "").startswith("text/html")
        self.feed(answer.content.decode() if is_html else "")
        for name, each in self._loose:
            for form in self.forms:
                if form.key and form.key == name:
                    form.fields.append(each)

    def handle_starttag(self, tag, attrs):
        attrs = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attrs))
        if tag == "form":
            method = attrs.get("method", "get").lower()
            self._form = Form(attrs.get("action") or self.address, method, key=attrs.get("id", ""))
            self.forms.append(self._form)
        elif tag in ("input", "textarea", "select", "button"):
            self._control(tag, attrs)
        elif tag == "option" and self._select is not None and attrs.get("value"):
            self._select.options.append(attrs["value"])

    def _control(self, tag, attrs):
        kind = attrs.get("type", "text").lower() if tag == "input" else tag
        made = Field(
            attrs.get("name", ""), kind, attrs.get("value", ""), is_on="checked" in attrs,
            is_wrong=attrs.get("aria-invalid") == "true",
            longest=int(attrs["maxlength"]) if attrs.get("maxlength", "").isdigit() else None,
        )  # fmt: skip
        if tag == "select":
            self._select = made
        if tag == "textarea":
            self._area = made
        if not made.name or "disabled" in attrs:
            return
        if "form" in attrs and tag != "button":
            self._loose.append((attrs["form"], made))
        elif self._form is not None:
            (self._form.buttons if tag == "button" or kind == "submit" else self._form.fields).append(made)

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def updatepos(self, i, j):
        """Nobody asks on which line a thing stands, and to count the lines takes its time."""
        return j

    def handle_data(self, data):
        self.texts.append(data)
        if self._area is not None:
            self._area.value += data

    @property
    def posts(self):
        return [form for form in self.forms if form.method == "post"]


def look(client, address, **how):
    """A page as it is shown, and the answer it came in."""
    answer = client.get(address, **how)
    return Page(answer, address), answer


def filled(form, texts, turns=None, ticks=True):
    """The form's data: text where text goes, the first of what can be chosen. *turns*: field → how many wrong tries.

    texts(field, turn): what is typed; ticks: whether what stands by itself to be ticked is.
    """
    turns, data = turns or {}, {}
    for each in form.fields:
        turn = turns.get(each.name, 0)
        if each.kind in ("file", "submit", "image", "reset"):
            continue
        if each.takes_text:
            data[each.name] = texts(each, turn)
        elif each.kind == "select":
            data[each.name] = each.options[turn % len(each.options)] if each.options else ""
        elif each.kind == "checkbox" and (ticks or _is_one_of_several(form, each)):
            data.setdefault(each.name, []).append(each.value or "on")
        elif each.kind == "radio":
            if each.name not in data or len(_radios(form, each.name)) > 1:
                values = _radios(form, each.name)
                data[each.name] = values[turn % len(values)]
        elif each.kind != "checkbox":
            data[each.name] = each.value
    for button in form.buttons[:1]:
        data[button.name] = button.value
    return data


def _is_one_of_several(form, each):
    return sum(other.name == each.name for other in form.fields) > 1


def _radios(form, name):
    return [each.value for each in form.fields if each.name == name and each.kind == "radio"]


# What a form may want where it won't have any text: days, a time, a number, an address.
PLAIN = ("30 juni 2021", "5 juli 2021", "25 juni 2021", "1 december 2021", "10.00", "12", "")
MOST_TRIES = len(PLAIN) + 1
SENT_AS = "application/x-www-form-urlencoded"


def post(client, address, data):
    """As a browser sends a form without a file."""
    return client.post(address, urlencode(data, doseq=True), content_type=SENT_AS)


def send(client, form, hostile, more=None):
    """Send a form filled with ``hostile(field)``; what it won't take is put right, field by field, until it is taken.

    more: fields that the form hasn't.
    Gives the answers, the last one last, with the data that each answered.
    """
    turns, answers = {}, []

    def texts(each, turn):
        return PLAIN[(turn - 1) % len(PLAIN)] if turn else hostile(each)

    for attempt in range(MOST_TRIES):
        # A tick may be what stops the rest: a doubt that nobody can answer.
        data = (more or {}) | filled(form, texts, turns, ticks=attempt < MOST_TRIES // 2)
        answer = post(client, form.action, data)
        answers.append((answer, data))
        if answer.status_code != 422:
            break
        again = Page(answer, form.action)
        wrong = {each.name for page_form in again.forms for each in page_form.fields if each.is_wrong}
        wrong &= {each.name for each in form.fields if each.takes_text or len(each.options) > 1 or each.kind == "radio"}
        if not wrong:
            break
        for name in wrong:
            turns[name] = turns.get(name, 0) + 1
    return answers
