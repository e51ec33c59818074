"""When what a sentence names happens, whether it is said not to, and whether it is a report of a deed done."""

from __future__ import annotations

from dataclasses import dataclass

from rhetoric_gap.text._codes import is_material
from rhetoric_gap.text._condition_words import MARKS, word_set
from rhetoric_gap.text.cues import BE, BEFORE_A_NOUN, is_participle
from rhetoric_gap.text.parts import Cue, Hit, Tense, Token

REACH = 6
REACH_OF_NOT = 4
REACH_AFTER = 8
_AHEAD = word_set(
    "will would shall may might could can must should won't wouldn't shan't can't couldn't ought"
)
_CUT = MARKS - {'"', "“", "”"} | word_set(
    "who which that whose after when while because if unless until and but"
)
_HAVE = frozenset({"has", "have", "had", "having", "haven't", "hasn't", "hadn't"})
_WAS = word_set("was were did had wasn't weren't didn't hadn't")
_IS = word_set("is are am isn't aren't 's")
# to bomb: done after these, to come after all others
_CARRIED_OUT = word_set("began begun started continued proceeded managed went moved resumed used helped")
_GOING_ON = word_set("begin begins start starts continue continues proceeds resumes")
_BEFORE_A_DONE_ING = word_set("after by since for before") | _CARRIED_OUT
_BEFORE_A_NOUN = word_set(
    "the a an its their his her our my your this that these those any some new of in against for on over with from no"
    " more further another"
)
_SAID_OF_WORDS = frozenset({"02", "03", "10", "13"})
_NOT_DONE = word_set("fail fails failed failing stop stops stopped short lack lacks lacked never")
_HELD = word_set("hesitate hesitates rest stop rule ruled ruling exclude excluded")


@dataclass(frozen=True, slots=True)
class Timing:
    """When an event takes place.

    Attributes
    ----------
    tense : str
        Of the deed named, as seen from the day it is said: a promise is ``future``, whenever it was made.
    done : bool
        Whether the sentence reports a deed as done or under way: an action, not a statement.
    negated : bool
        Whether it is said not to happen, or not to have happened.
    ordered : bool
        Whether the sentence begins with it, as an order: release the prisoners.
    """

    tense: Tense
    done: bool
    negated: bool
    ordered: bool = False


def find_tense(
    tokens: list[Token], cues: list[Cue], hit: Hit | None, code: str | None, *, supposed: bool = False
) -> Timing:
    """Tell when the main event takes place, and whether it is a deed done.

    Parameters
    ----------
    tokens : list of Token
        The words of one sentence.
    cues : list of Cue
        What :func:`find_cues` found in it.
    hit : Hit or None
        The main event; None where the lexicon found none.
    code : str or None
        CAMEO code of the event as said.
    supposed : bool
        Whether the event stands inside a condition: it is not said to happen at all.

    Returns
    -------
    Timing
        Questions report nothing; neither do infinitives (decided to send), modals and negations.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> [rg.read_text(text).done for text in ("Russia expels diplomats", "Russia to expel diplomats")]
    [True, False]
    """
    words = [token.lower for token in tokens]
    if hit is None or code is None:
        return Timing(_of_sentence(words), False, any(cue.kind == "denial" for cue in cues))
    event = _Event(words, cues, hit)
    ordered = is_material(code) and event.is_order()
    tense: Tense = "future" if ordered or supposed else _tense(event, code)
    negated = _is_negated(event, code)
    asked = "?" in words[-2:]
    done = is_material(code) and tense != "future" and not (asked or negated)
    return Timing(tense, done, negated, ordered)


class _Event:
    """A main event in its sentence."""

    def __init__(self, words: list[str], cues: list[Cue], hit: Hit) -> None:
        self.words, self.cues, self.hit = words, cues, hit
        self.place, self.last = hit.tokens
        self.word = words[self.place]
        if not is_participle(self.word) and is_participle(words[self.last]):
            # the verb may come second: gunmen ... killed
            self.word = words[self.last]
        self.before = _since_cut(words[max(0, self.place - REACH) : self.place])
        self.just_before = self.before[-1] if self.before else ""

    def has(self, *sets: frozenset[str], within: int = REACH) -> bool:
        """Say whether a word of some sets stands shortly before the event, in the same clause."""
        return any(word in each for each in sets for word in self.before[-within:])

    def is_noun(self) -> bool:
        """Say whether the event is named by a noun."""
        return self.just_before in _BEFORE_A_NOUN and not self.word.endswith("ed")

    def is_order(self) -> bool:
        """Say whether the sentence begins with the event, as an order does."""
        following = self.words[1] if len(self.words) > 1 else ""
        return (
            self.place == 0
            and not self.word.endswith(("s", "ed", "ing"))
            and not is_participle(self.word)
            and following in _BEFORE_A_NOUN | {"all", "both"}
        )

    def is_ahead(self) -> bool:
        """Say whether a word for the future stands shortly before the event."""
        if self.has(_AHEAD) or any(word.endswith("'ll") for word in self.before):
            return True
        return any(c.kind == "future" and self._reaches(c) for c in self.cues)

    def _reaches(self, cue: Cue) -> bool:
        """Say whether a cue stands in the words before the event."""
        near = self.hit.start - sum(len(word) + 1 for word in self.before) - 2
        return near <= cue.start < self.hit.start

    def kinds_before(self, kind: str) -> bool:
        """Say whether a cue of a kind stands shortly before the event or begins with it."""
        return any(c.kind == kind and (self._reaches(c) or c.start == self.hit.start) for c in self.cues)


def _since_cut(words: list[str]) -> list[str]:
    """Return what follows the last mark or conjunction."""
    for place in range(len(words) - 1, -1, -1):
        if words[place] in _CUT:
            return words[place + 1 :]
    return words


def _tense(event: _Event, code: str) -> Tense:
    """Tell the tense of the deed from the code as said and the words before it."""
    family = code[:2]
    if code == "016":
        return _denied_tense(event)
    if family == "12":
        return "past" if _was_left_undone(event) else "future"
    if family in _SAID_OF_WORDS or code.startswith("014"):
        return "future"
    if event.is_ahead():
        return "future"
    return _verb_tense(event)


def _denied_tense(event: _Event) -> Tense:
    """Tell what is denied: plans, or what has happened."""
    after = event.words[event.place + 1 : event.place + 1 + REACH_AFTER]
    for word in after:
        if word in {"had", "has", "have", "was", "were", "did"} or word.endswith("ing"):
            return "past"
        if word in _AHEAD or word in {"plans", "plan", "planned", "intention", "intends", "intended"}:
            return "future"
    return "past"


def _was_left_undone(event: _Event) -> bool:
    """Say whether a refusal is in fact a report that something has not been done."""
    if event.word in _NOT_DONE:
        return not event.is_ahead()
    if event.word == "no" or event.kinds_before("refusal") or event.kinds_before("denial"):
        return False
    return event.has(_HAVE, _WAS) and event.kinds_before("negation")


def _verb_tense(event: _Event) -> Tense:
    """Tell the tense of an event from its form and its auxiliaries."""
    if said_after := _after_noun(event):
        return said_after
    if event.is_noun():
        return _of_sentence(event.words)
    if event.just_before == "to":
        return _infinitive(event)
    if event.has(_WAS) or (event.has(_HAVE) and is_participle(event.word)):
        return "past"
    if event.word.endswith("ing"):
        return _progressive(event)
    if event.has(_IS):
        return "present"
    return "past" if is_participle(event.word) else "present"


def _after_noun(event: _Event) -> Tense | None:
    """Tell the tense from what follows an event that is the subject: sanctions are to be lifted, have been lifted."""
    if event.place > REACH_OF_NOT or not event.word.endswith(("s", "tion", "ment", "al")):
        return None
    after = event.words[event.last + 1 : event.last + 1 + REACH_AFTER]
    for word, following, third in zip(after, after[1:], after[2:], strict=False):
        if word in _CUT:
            return None
        if word in _IS and following == "to" and third == "be":
            return "future"
        if word in _HAVE and following == "been":
            return "past"
    return None


def _infinitive(event: _Event) -> Tense:
    """Tell what has begun from what is only meant."""
    if event.has(_CARRIED_OUT, within=2):
        return "past"
    return "present" if event.has(_GOING_ON, within=2) else "future"


def _progressive(event: _Event) -> Tense:
    """Tell the tense of a participle or gerund."""
    if event.has(_IS, within=3):
        return "present"
    if event.just_before in _BEFORE_A_DONE_ING:
        return "past"
    if event.just_before in {"of", "against", "from", "about", "considering", "considers", "consider", "to"}:
        return "future"
    return _of_sentence(event.words)


def _of_sentence(words: list[str]) -> Tense:
    """Tell the tense of a sentence from its first verb that shows one."""
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else ""
        before = words[place - 1] if place else ""
        if (word in _AHEAD and before not in BEFORE_A_NOUN) or word.endswith("'ll"):
            return "future"
        if word in _IS and following == "to":
            return "future"
        if word in _WAS or (len(word) > 3 and word.endswith("ed") and is_participle(word)):
            return "past"
        if word in _HAVE and (following == "been" or is_participle(following)):
            return "past"
        if word in BE or word in {"has", "have", "do", "does"}:
            return "present"
        if is_participle(word) and place:
            return "past"
    return "present"


def _is_negated(event: _Event, code: str) -> bool:
    """Say whether the deed is said not to be."""
    family = code[:2]
    if code == "016":
        return True
    after = event.words[event.place + 1 : event.last + 3]
    if family == "12":
        return not (_is_double(event) or code in {"128", "129"})
    if family in {"02", "10"} or code.startswith("014"):
        return False
    if family in {"03", "13"}:
        return "not" in after or "never" in after
    near = event.before[-REACH_OF_NOT:]
    return any(
        word in {"not", "never", "no", "without", "neither", "nor"} or word.endswith("n't") for word in near
    )


def _is_double(event: _Event) -> bool:
    """Say whether a refusal is itself negated: did not rule out, will not hesitate."""
    inner = event.words[event.place + 1 : event.place + 4]
    if any(word in _HELD for word in inner[:2]) and event.word in _AHEAD | {"not", "never"}:
        return True
    refused = any(c.kind == "refusal" and c.start == event.hit.start for c in event.cues)
    return refused and any(w == "not" or w.endswith("n't") or w == "never" for w in event.before[-3:])
