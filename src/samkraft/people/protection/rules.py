"""Pure rules of protected identity: the number under which a protected person is reported to the social fund."""

from datetime import date

from samkraft.people.choices import Sex

# SCB's instruction says "Tf29" for women; the form for men wasn't readable there, and is an assumption (SKY-07).
_SUFFIX = {Sex.WOMAN: "Tf29", Sex.MAN: "Tf19"}


def dummy_number(sex: str, born_on: date) -> str:
    """The number that stands for a protected person in reports to ESF: birth date and a suffix by sex (SKY-07).

    The day is typed in when the report is made and kept nowhere; no real number can come out of this.
    """
    return f"{born_on:%Y%m%d}{_SUFFIX[Sex(sex)]}"


def is_dummy_number(text: str) -> bool:
    """Whether a text is such a number, with a day that there is; nothing else may stand in its place in a report."""
    try:
        date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:8]}")
    except ValueError:
        return False
    return text[:8].isascii() and text[8:] in _SUFFIX.values()
