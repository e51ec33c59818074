"""How firmly something is said, and as what: kind, strength from 0 to 4, and what makes it specific."""

from __future__ import annotations

import re

from rhetoric_gap.text._codes import DENIALS, is_cooperative, is_material
from rhetoric_gap.text._codes import kind_of as kind_of_code
from rhetoric_gap.text._condition_words import word_set
from rhetoric_gap.text._days import COUNTS, MONTHS, WEEKDAYS
from rhetoric_gap.text.parts import Cue, Kind, Token
from rhetoric_gap.text.tense import Timing

COMMENT, WEIGHED, UNSPECIFIED, NAMED, FORMAL = range(5)
COMMITMENTS = frozenset({"threat", "promise", "refusal", "denial"})
WEAK_MODALS = frozenset({"may", "might", "could"})
_FIRM = 0.6
_RESIDUAL = frozenset({"120", "130", "030", "032", "131", "121", "122", "138"})
_OBSERVERS = word_set(
    "analyst analysts expert experts observer observers critic critics economists believe believes believed fear fears "
    "feared expect expects predict predicts predicted forecast forecasts suspect suspects speculation rumours rumors "
    "tank"
)
_ACCUSING = word_set("accuse accuses accused accusing accusation alleged allegedly")
_QUANTITY = re.compile(
    r"(?:million|billion|trillion|thousand|hundred|percent|per|tons?|tonnes?|barrels?|km|kilomet\w+|miles?|troops|"
    r"soldiers|people|prisoners|dollars?|euros?|pounds?|yuan|yen|rubles?|roubles?|rupees?|missiles|tanks|jets)\Z"
)
_MONEY = frozenset("$€£")
_NO_NAMES = frozenset([*(m.lower() for m in MONTHS), *(d.lower() for d in WEEKDAYS), "i"])


def kind_of(
    tokens: list[Token],
    cues: list[Cue],
    code: str | None,
    deed_code: str | None,
    timing: Timing,
    *,
    or_else: bool = False,
) -> Kind:
    """Say what kind of statement a sentence makes.

    Parameters
    ----------
    tokens : list of Token
        The words of one sentence.
    cues : list of Cue
        What :func:`find_cues` found in it.
    code : str or None
        CAMEO code of the event as said; None where there is none.
    deed_code : str or None
        Material code of the deed named.
    timing : Timing
        What :func:`find_tense` found.
    or_else : bool
        Whether a demand has a threat behind it: do this or face that.

    Returns
    -------
    str
        The kind the scale ``cameo`` gives the code, but for what the scale cannot see: a question is a comment, as are
        what others are expected to do and what has not been done; no deed of conflict, in future, is a denial and no
        deed of cooperation a refusal, both being commitments not to act; a deed still to be done is a promise or a
        threat.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> [rg.read_text(text).kind for text in ("We will bomb the port.", "Will they bomb the port?")]
    ['threat', 'comment']
    """
    words = [token.lower for token in tokens]
    if "?" in words[-2:]:
        return "comment"
    if or_else:
        return "threat"
    if code is None or (code.startswith("02") and _asks_a_question(cues)):
        return "comment"
    deed = deed_code or (code if is_material(code) else None)
    if timing.negated:
        return _not_done(cues, code, deed, timing)
    kind = kind_of_code(code)
    if is_material(code) and timing.tense == "future":
        kind = "demand" if timing.ordered else "promise" if is_cooperative(code) else "threat"
    if code[:2] == "12" and code not in {"128", "129"}:
        # a refusal that is itself negated
        kind = "promise" if deed and is_cooperative(deed) else "threat"
    return "comment" if kind in COMMITMENTS and _is_others(words, cues) else kind


def _asks_a_question(cues: list[Cue]) -> bool:
    """Say whether something is asked rather than asked for: asked whether, asked if."""
    return any(cue.kind == "question" and cue.text.lower().startswith("ask") for cue in cues)


def _not_done(cues: list[Cue], code: str, deed: str | None, timing: Timing) -> Kind:
    """Tell refusals, denials and remarks on what has not happened apart."""
    if timing.tense != "future":
        return "comment"
    # "Denied visas" is a refusal, "denied that it would" a denial; the grammar has told the two apart by their codes.
    if code.startswith(DENIALS) or (any(cue.kind == "denial" for cue in cues) and not code.startswith("12")):
        return "denial"
    refusing = any(c.kind == "refusal" and not c.text.lower().startswith("rul") for c in cues)
    if deed and not is_cooperative(deed) and not refusing:
        return "denial"
    return "refusal"


def _is_others(words: list[str], cues: list[Cue]) -> bool:
    """Say whether somebody who looks on speaks of what others will do."""
    if any(cue.kind == "first_person" for cue in cues):
        return False
    opening = words[:12]
    return any(word in _OBSERVERS for word in opening[:8]) or any(word in _ACCUSING for word in opening)


def strength_of(
    tokens: list[Token],
    cues: list[Cue],
    kind: Kind,
    code: str | None,
    deed_code: str | None,
    *,
    dated: bool = False,
    ultimatum: bool = False,
) -> int:
    """Say how firmly something is said.

    Parameters
    ----------
    tokens : list of Token
        The words of one sentence.
    cues : list of Cue
        What :func:`find_cues` found in it.
    kind : str
        Kind of statement.
    code : str or None
        CAMEO code of the event as said.
    deed_code : str or None
        Material code of the deed named.
    dated : bool
        Whether a deadline is named.
    ultimatum : bool
        Whether it is an ultimatum.

    Returns
    -------
    int
        0 a comment, 1 an option weighed or a request, 2 a deed left unspecified, 3 a deed named, 4 a formal or dated
        commitment.

    Notes
    -----
    Strength is how firmly something is said, never how grave it is: it stands beside severity and is not mixed into it.
    """
    if kind in ("comment", "declaration"):
        return WEIGHED if (code or "").startswith("014") else COMMENT
    if ultimatum or (dated and kind != "demand"):
        return FORMAL
    if kind == "demand":
        return FORMAL if dated and _is_formal(cues) else WEIGHED
    if _is_formal(cues) or code in {"057", "139"}:
        return FORMAL
    if _is_weighed(tokens, cues):
        return WEIGHED
    if deed_code is None and (code is None or code in _RESIDUAL):
        return UNSPECIFIED
    return NAMED


def _is_formal(cues: list[Cue]) -> bool:
    """Say whether the form of the words binds: a pact, an oath, hereby."""
    return any(cue.kind == "formal" and cue.value >= 0.8 for cue in cues)


def _is_weighed(tokens: list[Token], cues: list[Cue]) -> bool:
    """Say whether only a weak modal or a word for weighing stands where a firm one would."""
    modals = [cue for cue in cues if cue.kind == "modal"]
    firm = any(cue.value >= _FIRM for cue in modals)
    weak = bool(modals) and modals[0].text.lower() in WEAK_MODALS
    weighed = any(cue.kind == "hedge" and cue.value >= 1 for cue in cues)
    doubled = any(cue.kind == "refusal" and _is_negated_cue(tokens, cue) for cue in cues)
    return weak or doubled or (weighed and not firm)


def _is_negated_cue(tokens: list[Token], cue: Cue) -> bool:
    """Say whether "not" stands just before a cue."""
    place = next((n for n, token in enumerate(tokens) if token.start == cue.start), 0)
    return any(
        token.lower == "not" or token.lower.endswith("n't") for token in tokens[max(0, place - 2) : place]
    )


def specificity(tokens: list[Token]) -> dict[str, float]:
    """Count what makes a statement specific.

    Parameters
    ----------
    tokens : list of Token
        The words of one sentence.

    Returns
    -------
    dict of str to float
        ``numbers`` (figures and number words), ``dates`` (months, weekdays, years), ``names`` (runs of capitalised
        words inside the sentence), ``quantities`` (numbers with a unit or a currency), ``length`` (words). Plain
        counts: a model of specificity does no better than the length of the sentence.

    Examples
    --------
    >>> from rhetoric_gap.text._tokens import tokens_of
    >>> specificity(tokens_of("Norway will give Kenya $3 million by June 2026."))
    {'numbers': 2.0, 'dates': 2.0, 'names': 1.0, 'quantities': 1.0, 'length': 9.0}
    """
    numbers = [n for n, token in enumerate(tokens) if _is_number(token)]
    dates = sum(token.text in MONTHS or token.text in WEEKDAYS or _is_year(token) for token in tokens)
    counts = {
        "numbers": len(numbers),
        "dates": dates,
        "names": _names(tokens),
        "quantities": sum(_is_quantity(tokens, n) for n in numbers),
        "length": sum(token.text[:1].isalnum() for token in tokens),
    }
    return {name: float(count) for name, count in counts.items()}


def _is_number(token: Token) -> bool:
    """Say whether a token is a number."""
    return token.text[:1].isdigit() or (token.lower in COUNTS and token.lower not in {"a", "an", "one"})


def _is_year(token: Token) -> bool:
    """Say whether a token looks like a year."""
    return len(token.text) == 4 and token.text.isdecimal() and token.text[:2] in {"19", "20"}


def _is_quantity(tokens: list[Token], place: int) -> bool:
    """Say whether a number stands beside a unit or a currency."""
    if place and tokens[place - 1].text in _MONEY:
        return True
    following = tokens[place + 1].lower if place + 1 < len(tokens) else ""
    return following == "%" or _QUANTITY.match(following) is not None


def _names(tokens: list[Token]) -> int:
    """Count runs of capitalised words, the first word of the sentence left out."""
    count, inside = 0, False
    for token in tokens[1:]:
        named = token.text[:1].isupper() and token.lower not in _NO_NAMES
        count += named and not inside
        inside = named
    return count


def hedges_of(cues: list[Cue]) -> tuple[str, ...]:
    """Return the words that weaken a statement, as written, each once.

    Parameters
    ----------
    cues : list of Cue
        What :func:`find_cues` found.

    Returns
    -------
    tuple of str
        In order of the text.
    """
    return tuple(dict.fromkeys(cue.text for cue in cues if cue.kind == "hedge"))
