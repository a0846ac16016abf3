"""The symbols of the form language, drawn inline: they work in late swaps, on paper and without a sprite."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Symbols with a face of their own colour use the paper's colour for the mark on it.
SYMBOLS = {
    "ask": '<circle cx="12" cy="12" r="8.5"/><path d="M9.8 9.6a2.3 2.3 0 1 1 3.1 2.2c-.6.3-.9.7-.9 1.5M12 16.4v.1"/>',
    "arrow": '<path d="M5 12h13M13 6.5l5.5 5.5-5.5 5.5"/>',
    "check": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.3l3.4 2"/>',
    "dot": '<circle cx="12" cy="12" r="4.5" fill="currentColor" stroke="none"/>',
    "eye": '<path d="M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12z"/><circle cx="12" cy="12" r="2.8"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="9.5" rx="1.5"/><path d="M8 10.5V7.5a4 4 0 0 1 8 0v3"/>',
    "met": '<circle cx="12" cy="12" r="9" fill="currentColor"/>'
    '<path d="M7.5 12.5l3 3 6-6.5" stroke="var(--sk-paper)"/>',
    "near": '<path d="M12 2.5L22 20.5H2z"/><path d="M12 9v5.5M12 17.3v.2"/>',
    "none": '<path d="M6 12h12"/>',
    "off": '<rect x="4" y="4" width="16" height="16" fill="currentColor"/>'
    '<path d="M8 8l8 8M16 8l-8 8" stroke="var(--sk-paper)"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/>',
    "warn": '<path d="M12 4l9 16H3z"/><path d="M12 10v4.5M12 17.2v.1"/>',
}

_HIDDEN = {
    name: mark_safe(f'<svg class="sk-i" viewBox="0 0 24 24" aria-hidden="true">{shape}</svg>')  # noqa: S308  constants above
    for name, shape in SYMBOLS.items()
}


def icon(name: str, label: str = "") -> SafeString:
    """A symbol. With a label it speaks; without, the text beside it does."""
    if not label:
        return _HIDDEN[name]
    return format_html(
        '<svg class="sk-i" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>',
        label,
        mark_safe(SYMBOLS[name]),  # noqa: S308  a constant above
    )
