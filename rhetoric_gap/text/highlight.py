"""A reading as HTML: words marked where they stand, each with its role in words, and the evidence as a table."""

from __future__ import annotations

import math
import re
from html import escape
from typing import Any

import pandas as pd

from rhetoric_gap.text.parts import Reading

SHOWN_CHARACTERS = 2000
SHOWN_ROWS = 40
SHOWN_WORDS = 60
_MISSING = "-"
_PATTERN = re.compile(r"(?<=(?:pattern|rned by) ')[^']{31,}(?=')")
# Light tints with dark text keep a contrast above 7:1; the underline and the words of the role tell the marks apart
# without colour. The hues are those of Okabe and Ito, which colour-blind readers can tell apart.
_STYLES = {
    "names the deed": ("#f8c9b4", "4px double #8f2d00"),
    "decides": ("#fbdc93", "3px solid #8a5200"),
    "supports": ("#c3e8da", "2px solid #00593f"),
    "competes": ("#cfe5f7", "2px dashed #0a4f86"),
    "set aside": ("#e6e6e6", "2px dotted #444444"),
    "named": ("transparent", "1px solid currentColor"),
    "feature": ("#f7f0b2", "1px solid #6b6200"),
}
_SMALL_WORD = ("#ecdaee", "1px solid #6b2a70")
_CLAUSE = "border-bottom:2px dotted currentColor;padding-bottom:7px"
_ORDER = {role: place for place, role in enumerate(_STYLES)}


def facts(reading: Reading) -> list[str]:
    """Return what was read, piece by piece, as words.

    Parameters
    ----------
    reading : Reading
        The sentence as it was read.

    Returns
    -------
    list of str
        Kind, label, code, deed, strength, condition, deadline and who, as far as they are there.
    """
    if reading.quad is None:
        return ["no label: nothing to go by"]
    label = reading.quad if reading.root is None else f"{reading.root} ({reading.quad})"
    said = [reading.kind, label if reading.quad != "NEU" else "mere remark (NEU)"]
    said += [f"code {reading.code}"] if reading.code else []
    said += [f"deed named {reading.deed_code}"] if reading.deed_code else []
    said += [f"severity {reading.severity:.2f}"] if not math.isnan(reading.severity) else []
    said.append("a deed done" if reading.done else f"strength {reading.strength} of 4")
    said += ["said not to be"] if reading.negated else []
    said += [f"on condition: {reading.condition}"] if reading.condition else []
    day = f" ({reading.deadline})" if reading.deadline else ""
    said += [f"deadline: {reading.deadline_text}{day}"] if reading.deadline_text else []
    people = {"speaker": reading.speaker, "actor": reading.actor, "target": reading.target}
    return said + [f"{name} {who}" for name, who in people.items() if who]


def probability_line(shares: dict[str, float], *, by_model: bool) -> str:
    """Return the probabilities as one line, the likeliest first."""
    first, share = next(iter(shares.items()))
    head = f"label of the model {first} ({share:.2f}); probability: " if by_model else "probability: "
    return head + ", ".join(f"{name} {share:.2f}" for name, share in shares.items())


def evidence_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the evidence as a reader wants to see it: all cells are text."""
    shown = frame.head(SHOWN_ROWS)
    return pd.DataFrame(
        {
            "words": [_cut(words) for words in shown["text"]],
            "role": shown["role"].tolist(),
            "speaks for": shown["label"].tolist(),
            "code": [_MISSING if pd.isna(code) else str(code) for code in shown["code"]],
            "weight": [_number(value) for value in shown["weight"]],
            "score": [_number(value) for value in shown["score"]],
            "rule": [_cut(_PATTERN.sub(_short_pattern, rule), 3 * SHOWN_WORDS) for rule in shown["rule"]],
            "source": [_cut(source) for source in shown["source"]],
        },
        dtype=object,
    )


def explanation_html(
    reading: Reading,
    frame: pd.DataFrame,
    shares: dict[str, float],
    notes: tuple[str, ...],
    *,
    by_model: bool = False,
) -> str:
    """Return sentence, facts and evidence as HTML without scripts and without anything from elsewhere.

    Parameters
    ----------
    reading : Reading
        The sentence as it was read.
    frame : pandas.DataFrame
        The evidence.
    shares : dict of str to float
        Probabilities, the likeliest first.
    notes : tuple of str
        What a reader must know.
    by_model : bool, default False
        Whether the probabilities are a model's.

    Returns
    -------
    str
        A ``div``; every word of the text is escaped.
    """
    said = " · ".join(escape(_cut(fact, 3 * SHOWN_WORDS)) for fact in facts(reading))
    lines = "".join(f"<li>{escape(note)}</li>" for note in notes)
    chances = escape(probability_line(shares, by_model=by_model))
    more = len(frame) - SHOWN_ROWS
    rest = f"<p><small>… and {more} more rows in .frame</small></p>" if more > 0 else ""
    return (
        f'<div class="rhetoric-gap-text"><p style="line-height:2.6;margin:0 0 .4em;max-width:60em">'
        f"{marked_text(reading.text, frame)}</p>"
        f'<p style="margin:0 0 .4em"><strong>{said}</strong><br>{chances}</p>'
        f'{_table_html(frame)}{rest}<ul style="margin:.4em 0"><small>{lines}</small></ul></div>'
    )


def marked_text(text: str, frame: pd.DataFrame) -> str:
    """Return the text with its evidence marked, as HTML.

    Parameters
    ----------
    text : str
        The text.
    frame : pandas.DataFrame
        The evidence, with ``start``, ``end``, ``role`` and ``label``.

    Returns
    -------
    str
        Escaped text; of pieces that overlap, the one that says more is marked.
    """
    end = min(len(text), SHOWN_CHARACTERS)
    placed = frame.loc[frame["start"].notna() & frame["end"].le(end).fillna(value=False)]
    words = _apart(placed.loc[~placed["role"].str.endswith(" clause")])
    marked = {(start, stop) for start, stop, *_ in words}
    clauses = _apart(placed.loc[placed["role"].str.endswith(" clause")])
    clauses = [clause for clause in clauses if clause[:2] not in marked]  # one mark says it already
    parts, place = [], 0
    for start, stop, role, _ in clauses:
        inner = [w for w in words if start <= w[0] and w[1] <= stop]
        between = [w for w in words if place <= w[0] and w[1] <= start]
        parts.append(_with_marks(text, place, start, between))
        held = _with_marks(text, start, stop, inner)
        parts.append(f'<span style="{_CLAUSE}" title="{escape(role)}">{held}{_tag(role)}</span>')
        place = stop
    parts.append(_with_marks(text, place, end, [w for w in words if place <= w[0]]))
    cut = f" <small>… ({len(text)} characters)</small>" if len(text) > end else ""
    return "".join(parts) + cut


_Mark = tuple[int, int, str, str]


def _apart(rows: pd.DataFrame) -> list[_Mark]:
    """Choose pieces that do not overlap, those that say most first, and return them in order of the text."""
    ranked = sorted(
        zip(rows["start"], rows["end"], rows["role"], rows["label"], strict=True),
        key=lambda row: (_ORDER.get(row[2], len(_ORDER)), row[0]),
    )
    kept: list[_Mark] = []
    taken = bytearray(SHOWN_CHARACTERS)
    for start, end, role, label in ranked:
        if role == "decides":  # the deed is often the last word of the pattern that decides
            end = next((place for place in range(start, end) if taken[place]), end)
        if start < end and not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            kept.append((int(start), int(end), str(role), str(label)))
    return sorted(kept)


def _with_marks(text: str, start: int, end: int, marks: list[_Mark]) -> str:
    """Write one stretch of text with its marks."""
    parts, place = [], start
    for first, last, role, label in marks:
        tint, line = _STYLES.get(role, _SMALL_WORD)
        ink = "inherit" if tint == "transparent" else "#111"
        style = (
            f"background:{tint};color:{ink};border-bottom:{line};padding:1px 2px;border-radius:3px 3px 0 0;"
            "-webkit-print-color-adjust:exact;print-color-adjust:exact"
        )
        said = label if role == "named" else f"{role}: {label}" if role in _STYLES else role
        last = first + len(text[first:last].rstrip())
        parts.append(_escaped(text[place:first]))
        parts.append(f'<mark style="{style}">{_escaped(text[first:last])}</mark>{_tag(said)}')
        place = last
    parts.append(_escaped(text[place:end]))
    return "".join(parts)


def _tag(words: str) -> str:
    """Write the role beside the word it belongs to: no mark is told by colour alone."""
    style = "font-size:.68em;white-space:nowrap;padding:0 .35em 0 .2em;font-style:italic"
    return f'<small style="{style}">{escape(words)}</small>'


def _table_html(frame: pd.DataFrame) -> str:
    """Write the evidence as a table."""
    table = evidence_table(frame)
    if table.empty:
        return ""
    names = [str(name) for name in table]
    heads = "".join(_cell("th", name, name) for name in names)
    rows = "".join(
        "<tr>" + "".join(_cell("td", cell, name) for name, cell in zip(names, row, strict=True)) + "</tr>"
        for row in table.itertuples(index=False, name=None)
    )
    return f'<table style="border-collapse:collapse"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _cell(tag: str, words: str, column: str) -> str:
    """Write one cell: words to the left, numbers to the right."""
    side = "right" if column in ("weight", "score") else "left"
    return f'<{tag} style="text-align:{side};vertical-align:top;padding:.15em .8em .15em 0">{_escaped(words)}</{tag}>'


def _escaped(words: str) -> str:
    """Escape markup, and write what no page may hold as a replacement character."""
    plain = "".join(
        c if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff") else "\ufffd" for c in words
    )
    return escape(plain)


def _number(value: Any) -> str:
    """Write a weight."""
    return _MISSING if pd.isna(value) else f"{value:.2f}"


def _short_pattern(found: re.Match[str]) -> str:
    """Shorten a pattern of many alternatives."""
    return _cut(found[0], SHOWN_WORDS // 2)


def _cut(words: Any, most: int = SHOWN_WORDS) -> str:
    """Shorten what would pull a table apart; line breaks become blanks."""
    plain = " ".join(str(words).split())
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"
