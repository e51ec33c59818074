"""The small words that change how a sentence is to be read: will, may, not, unless, reportedly, treaty."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files

from rhetoric_gap.text._condition_words import word_set
from rhetoric_gap.text._hits import _last_token
from rhetoric_gap.text.lexicon import Entry, Lexicon, Rule
from rhetoric_gap.text.parts import Cue, Token

KINDS = (
    "modal",
    "future",
    "negation",
    "refusal",
    "denial",
    "condition",
    "deadline",
    "hedge",
    "attribution",
    "first_person",
    "formal",
    "question",
    "passive",
    "past",
    "present",
)
BE = word_set("be is are was were been being am get gets got")
_ADVERBS_IN_PASSIVE = 3
_AGENT_WITHIN = 6
_NOTHING: frozenset[str] = frozenset()
_BARRIERS = frozenset(".;!?")
INVERTED = frozenset({"should", "were", "had"})
_CLAUSE_BEGINS = frozenset([",", ";", ":", "-", "--", "\u2013", "—", '"', "“", "but", "and", "that"])
_ASKING = word_set("why what how when where who which")
_SUBJECTS = word_set(
    "the a an any anyone anybody another it they he she we you i this that these those such there his her its "
    "their our my your either both all some one no either further negotiations talks diplomacy"
)
_CONTRACTED = {"'ll": "will", "'d": "would", "'ve": "have", "'re": "are", "'m": "am"}
BEFORE_A_NOUN = word_set("the a his her its their our my political free good popular national military own")
_BEFORE_A_MONTH = word_set(
    "in of since by last next early late mid until on this from and through before after"
)


@lru_cache(maxsize=1)
def cue_table() -> Lexicon:
    """Return the shipped table of cues as patterns: a kind where the lexicon has a code, a value where it has a weight.

    Returns
    -------
    Lexicon
        The same object at every call.

    Examples
    --------
    >>> sorted({entry.code for entry in cue_table().entries})[:3]
    ['attribution', 'condition', 'deadline']
    """
    text = (files("rhetoric_gap.text") / "data" / "cues.csv").read_text(encoding="utf-8")
    entries = tuple(
        Entry(row["pattern"], row["kind"], float(row["value"]), row["note"], f"cues.csv:{number}")
        for number, row in enumerate(csv.DictReader(text.splitlines()), start=2)
    )
    return Lexicon(entries, Lexicon.default().forms, name="cues")


def find_cues(tokens: list[Token], text: str) -> list[Cue]:
    """Find the small words that change how a sentence is to be read.

    Parameters
    ----------
    tokens : list of Token
        The words of the text.
    text : str
        The text, as it came in.

    Returns
    -------
    list of Cue
        In order of their first characters; at most one of a kind begins at the same word, the longest. ``refusal`` and
        ``denial`` are verbs that negate (refuse, deny); contractions are taken apart, so that ``won't`` is both a modal
        and a negation.

    Examples
    --------
    >>> from rhetoric_gap.text._tokens import tokens_of
    >>> text = "We won't attack unless provoked."
    >>> [(cue.kind, cue.text) for cue in find_cues(tokens_of(text), text)]
    [('first_person', 'We'), ('modal', "won't"), ('negation', "won't"), ('condition', 'unless')]
    """
    table = cue_table()
    lemmas, rules = table.lemmas, table.by_first_word
    known = [_known(token.lower, lemmas) for token in tokens]
    marks = [token.lower in _BARRIERS for token in tokens]
    cues = []
    for first, words in enumerate(known):
        if words and not _is_noun(tokens, first):
            for last, entry in _longest(first, words, rules, known, marks):
                if (
                    entry.code == "condition"
                    and tokens[first].lower in INVERTED
                    and not inverted(tokens, first)
                ):
                    continue
                cues.append(_cue(tokens, first, last, text, entry.code, entry.weight))
        elif tokens[first].lower == "?":
            cues.append(_cue(tokens, first, first, text, "question", 1.0))
        if tokens[first].lower in BE:
            cues.extend(_passive(tokens, first, text))
    return sorted(cues, key=lambda cue: (cue.start, KINDS.index(cue.kind), cue.end))


def _known(word: str, lemmas: dict[str, frozenset[str]]) -> frozenset[str]:
    """Return the words of the table a token may be a form of, contractions taken apart."""
    if "'" not in word:
        return lemmas.get(word, _NOTHING)
    parts = _contraction(word)
    return frozenset[str]().union(*(lemmas.get(part, _NOTHING) for part in parts))


def _contraction(word: str) -> tuple[str, ...]:
    """Take a contraction apart.

    Examples
    --------
    >>> _contraction("won't"), _contraction("we'll"), _contraction("iran's")
    (('will', 'not'), ('we', 'will'), ('iran',))
    """
    if word.endswith("n't"):
        stem = {"wo": "will", "ca": "can", "sha": "shall"}.get(word[:-3], word[:-3])
        return (stem, "not")
    stem, _, ending = word.rpartition("'")
    full = _CONTRACTED.get("'" + ending)
    return (stem, full) if full else (stem,)


def _is_noun(tokens: list[Token], place: int) -> bool:
    """Say whether a modal is a noun or a month here: the will of the people, military might, in May."""
    token, before = tokens[place], tokens[place - 1].lower if place else ""
    if token.text == "May":
        following = tokens[place + 1].lower if place + 1 < len(tokens) else ""
        return before in _BEFORE_A_MONTH or following[:1].isdigit() or before[:1].isdigit()
    if token.text == "US":
        return True
    return token.lower in {"will", "might", "can"} and before in BEFORE_A_NOUN


def inverted(tokens: list[Token], place: int) -> bool:
    """Say whether an auxiliary stands before its subject: should they attack, were Iran to withdraw.

    Parameters
    ----------
    tokens : list of Token
        The words of the text.
    place : int
        Which of them is the auxiliary.

    Returns
    -------
    bool
        Whether a subject follows where a verb would follow otherwise. ``were`` and ``had`` count at the beginning of a
        clause only.

    Examples
    --------
    >>> from rhetoric_gap.text._tokens import tokens_of
    >>> words = tokens_of("They will act should Iran withdraw.")
    >>> inverted(words, 3), inverted(tokens_of("Iran should withdraw."), 1)
    (True, False)
    """
    begins = place == 0 or tokens[place - 1].lower in _CLAUSE_BEGINS
    if tokens[-1].lower == "?" and begins:
        return False
    if not begins and (tokens[place].lower != "should" or tokens[place - 1].lower in _ASKING):
        return False
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    return following is not None and (following.lower in _SUBJECTS or following.text[:1].isupper())


def _longest(
    first: int,
    words: frozenset[str],
    rules: dict[str, tuple[Rule, ...]],
    known: list[frozenset[str]],
    marks: list[bool],
) -> list[tuple[int, Entry]]:
    """Return, for each kind, the match of most words that begins at a token."""
    found: dict[str, tuple[int, int, Entry]] = {}
    for word in words:
        for rule in rules.get(word, ()):
            best = found.get(rule.entry.code)
            if best is None or len(rule.rest) > best[0]:
                last = _last_token(rule, first, known, marks)
                if last >= 0:
                    found[rule.entry.code] = (len(rule.rest), last, rule.entry)
    return [(last, entry) for _, last, entry in found.values()]


def _passive(tokens: list[Token], place: int, text: str) -> list[Cue]:
    """Find a participle after a form of be; with an agent behind it the cue is full, without one half."""
    for ahead in range(place + 1, min(place + 1 + _ADVERBS_IN_PASSIVE, len(tokens))):
        word = tokens[ahead].lower
        if is_participle(word):
            rest = tokens[ahead + 1 : ahead + 1 + _AGENT_WITHIN]
            agent = any(token.lower == "by" for token in rest)
            return [_cue(tokens, place, ahead, text, "passive", 1.0 if agent else 0.5)]
        if not (word.endswith("ly") or word in {"not", "never", "been", "being", "also", "now", "to", "be"}):
            break
    return []


def is_participle(word: str) -> bool:
    """Say whether a word can be a past participle: by its ending, or by the table of irregular forms.

    Parameters
    ----------
    word : str
        A word in lower case.

    Returns
    -------
    bool
        Whether it can.

    Examples
    --------
    >>> is_participle("expelled"), is_participle("shot"), is_participle("talks")
    (True, True, False)
    """
    if word.endswith("ed"):
        return len(word) > 3 and word not in _NO_PARTICIPLES
    # past forms do no harm among the participles: none stands after "was"
    return word in _irregular_past()


_NO_PARTICIPLES = word_set("need indeed speed seed breed creed greed exceed proceed succeed hundred sacred")


@lru_cache(maxsize=1)
def _irregular_past() -> frozenset[str]:
    """Return irregular pasts and participles of the table of forms, progressives and third persons left out."""
    alike = word_set("cut hit put set shut hurt cost quit spread split beat bid let")
    irregular = {
        form
        for word, forms in Lexicon.default().forms
        for form in forms
        if not form.endswith(("ing", "s", "men")) and form != word and word != "be"
    }
    return frozenset(irregular) | alike | _MORE_PAST


_MORE_PAST = word_set(
    "sent held met cut read led fed left lost built bought fought taught thought told kept slept swept wept crept "
    "dealt felt meant leapt caught sought brought given taken seen fallen eaten spoken stolen woken proven slain "
    "worn torn born sworn drawn blown grown known shown thrown flown sunk rung sung won hung dug stuck struck"
)


def _cue(tokens: list[Token], first: int, last: int, text: str, kind: str, value: float) -> Cue:
    """Write a cue down."""
    start, end = tokens[first].start, tokens[last].end
    return Cue(start, end, text[start:end], kind, value)
