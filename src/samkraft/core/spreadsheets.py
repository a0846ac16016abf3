"""What goes into a file that a spreadsheet will open."""

_FORMULA_SIGNS = "=+-@\t\r\n\x00"


def harmless(value: object) -> str:
    """A cell that no spreadsheet takes for a formula (T12): a quote stands before what would begin one."""
    text = str(value)
    return f"'{text}" if text.lstrip(" \u00a0")[:1] in _FORMULA_SIGNS and text.strip() else text
