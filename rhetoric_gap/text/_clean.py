"""Markup, entities and control characters made blank, without moving a single character."""

from __future__ import annotations

import html
import re
import unicodedata

# Anchored at both ends and without nesting, so that time stays linear however many brackets a text opens.
_MARKUP = re.compile(
    r"<(?:script|style)\b[^<>]{0,500}>[^<]{0,20000}(?=</)"
    r"|<!--[^<>]{0,5000}-->"
    r"|</?[A-Za-z][^<>]{0,500}>"
    r"|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\ufeff\ufffd]+"
)
_PLAIN = {
    "\u2018": "'",
    "\u2019": "'",
    "\u201b": "'",
    "\u02bc": "'",
    "\u0060": "'",
    "\u00b4": "'",
    "\u2010": "-",
    "\u2011": "-",
    "\u00a0": " ",
    "\u202f": " ",
}
_TO_PLAIN = str.maketrans(_PLAIN)


def blank_markup(text: str) -> str:
    """Return a text of the same length without markup, with plain apostrophes and hyphens.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        Tags and invisible characters are blanks; an entity is the character it stands for, followed by blanks. Every
        other character stays where it was.

    Examples
    --------
    >>> blank_markup("<b>Aid</b> &amp; arms")
    '   Aid     &     arms'
    """
    return _MARKUP.sub(_blank, text).translate(_TO_PLAIN)


def _blank(found: re.Match[str]) -> str:
    """Return what stands in the place of one piece of markup."""
    piece = found.group()
    if piece[0] != "&":
        return " " * len(piece)
    meant = html.unescape(piece)
    # an entity for an invisible or unknown character is as blank as the character itself
    shown = meant if len(meant) == 1 and unicodedata.category(meant)[0] not in "CZ" else " "
    return shown.ljust(len(piece))
