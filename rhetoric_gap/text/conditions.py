"""Whether what is said hangs on a condition, and on which: if, unless, until, in return for, or else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rhetoric_gap.text import _condition_words as lists
from rhetoric_gap.text._sentence import Words
from rhetoric_gap.text.parts import Cue, Token


@dataclass(frozen=True, slots=True)
class Condition:
    """What a statement hangs on.

    Attributes
    ----------
    conditional : bool
        Whether it says on what it hangs.
    clause : str or None
        The condition in the words of the text, its conjunction included: ``unless the siege is lifted``. For "do this
        or face that" it is what has to be done.
    implicit : bool
        Whether it is an ultimatum whose condition is not said as one: a deadline set for somebody else.
    start, end : int
        Where the clause stands in the text; 0 and 0 where there is none. A concession (even if) has a place as well,
        though nothing hangs on it.
    or_else : bool
        Whether the clause is a demand with a threat behind it: do this or face that.
    """

    conditional: bool
    clause: str | None = None
    implicit: bool = False
    start: int = 0
    end: int = 0
    or_else: bool = False

    def covers(self, start: int) -> bool:
        """Say whether a place lies inside the condition or concession: what stands there is not said to happen."""
        return not self.or_else and self.start <= start < self.end


def find_condition(text: str, tokens: list[Token], cues: list[Cue]) -> Condition:
    """Find the condition a sentence names.

    Parameters
    ----------
    text : str
        The sentence, as it came in.
    tokens : list of Token
        Its words.
    cues : list of Cue
        What :func:`find_cues` found in it.

    Returns
    -------
    Condition
        The first condition that holds up. Embedded questions (asked if), comparisons (as if), concessions (even if) and
        points in time (until Friday, when they met) are none.

    Examples
    --------
    >>> from rhetoric_gap.text._tokens import tokens_of
    >>> from rhetoric_gap.text.cues import find_cues
    >>> text = "Unless the siege is lifted, we will cut the gas."
    >>> words = tokens_of(text)
    >>> find_condition(text, words, find_cues(words, text)).clause
    'Unless the siege is lifted'
    >>> text = "Reporters asked if the siege was over."
    >>> words = tokens_of(text)
    >>> find_condition(text, words, find_cues(words, text)).conditional
    False
    """
    words = Words(tokens, cues)
    conceded = (0, 0)
    for cue in words.of("condition"):
        place = words.place(cue.start)
        span = _judge(words, cue, place)
        if span is not None:
            start, end = words.tokens[span[0]].start, words.tokens[span[1]].end
            return Condition(True, text[start:end], False, start, end, end <= cue.start)
        if words.at(place - 1) == "even":
            conceded = (cue.start, tokens[words.clause_end(place)].end)
    return Condition(False, None, _is_ultimatum(words), *conceded)


Span = tuple[int, int]
Rule = Callable[[Words, int, int], "Span | None"]


def _judge(words: Words, cue: Cue, place: int) -> Span | None:
    """Ask the rule for the word a cue begins with."""
    last = words.last_place(cue.end)
    rule = _RULES.get(words.lower[place]) or _RULES.get(words.lower[last])
    return rule(words, place, last) if rule else _clause(words, place, last)


def _clause(words: Words, place: int, last: int) -> Span | None:
    """Return the clause from a conjunction to its end, None where nothing follows."""
    end = words.clause_end(last)
    named = words.tokens[end].text[:1].isupper() and words.at(end + 2) in lists.DETERMINERS
    if end == last + 1 and words.at(end + 1) == "," and named:
        # a name with an insertion behind it: if Lima, the host of the talks, walks out
        end = words.clause_end(words.clause_end(end + 1) + 1)
    return (place, end) if end > last else None


def _if(words: Words, place: int, last: int) -> Span | None:
    """Leave out as if, even if, what if, if any, if needed, and questions: asked if, not clear if."""
    before, after = words.at(place - 1), words.at(last + 1)
    if before in lists.BEFORE_NO_IF or after in lists.AFTER_NO_IF:
        return None
    if words.asked(place):
        return None
    return _clause(words, place, last)


def _unless(words: Words, place: int, last: int) -> Span | None:
    """Take it as it stands."""
    return _clause(words, place, last)


def _until(words: Words, place: int, last: int) -> Span | None:
    """Take what would end a refusal, a pause or a threat; leave out points in time and the course of a story."""
    if words.is_time(last + 1) or not words.has_finite_verb(last + 1):
        return None
    open_ended = words.commits_before(place) or words.any_before(place, lists.HELD_BACK)
    return _clause(words, place, last) if open_ended else None


def _before(words: Words, place: int, last: int) -> Span | None:
    """Take what has to happen before a refusal ends."""
    if words.is_time(last + 1) or not words.has_finite_verb(last + 1):
        return None
    refused = words.negated_before(place) or words.any_before(place, frozenset({"must"}))
    return _clause(words, place, last) if refused and words.commits_before(place) else None


def _as_long_as(words: Words, place: int, last: int) -> Span | None:
    """Leave out measures of length: lasted as long as the first."""
    if words.at(place - 1) in lists.LASTING or words.at(last + 1)[:1].isdigit():
        return None
    if words.at(last + 1) in lists.NUMBERS - {"a", "an"}:
        return None
    return _clause(words, place, last)


def _provided(words: Words, place: int, last: int) -> Span | None:
    """Tell the conjunction from the verb: they provided aid."""
    if words.at(last) == "that":
        return _clause(words, place, last)
    if words.at(place - 1) in lists.AUXILIARIES or not words.begins_clause(last + 1):
        return None
    return _clause(words, place, last) if words.commits_before(place) else None


def _on_condition(words: Words, place: int, last: int) -> Span | None:
    """Leave out the anonymity of a source."""
    if any(word in lists.ANONYMITY for word in words.lower[last + 1 : last + 9]):
        return None
    return _clause(words, place, last)


def _only(words: Words, place: int, last: int) -> Span | None:
    """Take only if; only when and only after with a commitment, not in a story."""
    if words.at(last) == "if" or words.commits():
        return _clause(words, place, last)
    return None


def _in(words: Words, place: int, last: int) -> Span | None:
    """Tell exchanges (in return for), cases (in case of) and events apart."""
    kind = words.lower[place + 1 : last + 1]
    if "case" in kind:
        guarded = words.any_before(place, lists.PRECAUTIONS)
        return _clause(words, place, last) if words.commits() and not guarded else None
    if ("return" in kind or "exchange" in kind) and words.any_before(place, lists.CRIMES):
        return None
    return _clause(words, place, last)


def _contingent(words: Words, place: int, last: int) -> Span | None:
    """Leave out lasting states: dependent on imports, it depends on the school."""
    plain = words.lower[place] in lists.DEPENDING
    return _clause(words, place, last) if not plain or words.commits_before(place) else None


def _subject_to(words: Words, place: int, last: int) -> Span | None:
    """Take consent that is still to be given."""
    consent = any(word in lists.CONSENT for word in words.lower[last + 1 : last + 6])
    return _clause(words, place, last) if consent else None


def _once(words: Words, place: int, last: int) -> Span | None:
    """Tell the conjunction from the adverb: they once had missiles."""
    if words.at(place - 1) in lists.BEFORE_ADVERB_ONCE or not words.begins_clause(last + 1):
        return None
    return _clause(words, place, last) if words.commits() else None


def _when(words: Words, place: int, last: int) -> Span | None:
    """Take what a commitment waits for; leave out stories, questions and dates."""
    if any(word[:1].isdigit() for word in words.lower[last : words.clause_end(last) + 1]):
        return None
    if words.asked(place) or words.is_question() or not words.begins_clause(last + 1):
        return None
    if not words.will_outside(place) or words.told_in_past(last + 1):
        return None
    return _clause(words, place, last)


def _or(words: Words, place: int, last: int) -> Span | None:
    """Take what is demanded before 'or else', 'or face', 'or we will'."""
    start = words.demand_before(place)
    return (start, words.skip_marks_back(place - 1)) if start is not None and start < place else None


def _otherwise(words: Words, place: int, last: int) -> Span | None:
    """Take the clause before, where a commitment follows."""
    if place == 0 or words.at(place - 1) not in lists.STRONG_MARKS | {"or", "and"}:
        return None
    if not any(word in lists.WILL for word in words.lower[last + 1 : last + 10]):
        return None
    return words.clause_before(place)


def _link(words: Words, place: int, last: int) -> Span | None:
    """Take a commitment tied to another: linked its withdrawal to theirs."""
    tied = last > place + 1 and words.at(place + 1) in lists.DETERMINERS and words.promised()
    return _clause(words, place, last) if tied else None


def _any(words: Words, place: int, last: int) -> Span | None:
    """Take what will be answered: any attack will be met with force."""
    answered = words.any_before(place, lists.ANSWERING) and words.commits_before(place)
    if answered and words.at(place - 1) in lists.TO_WHAT:
        return _clause(words, place, last)
    verb = words.first_will(last + 1)
    if verb is None or words.at(place - 1) not in lists.BEFORE_SUBJECT:
        return None
    return (place, verb - 1)


def _precondition(words: Words, place: int, last: int) -> Span | None:
    """Take what is named as the condition: as a precondition for talks."""
    return _clause(words, place, last) if words.at(last + 1) in {"for", "of", "to"} else None


_RULES: dict[str, Rule] = {
    "if": _if,
    "unless": _unless,
    "until": _until,
    "till": _until,
    "before": _before,
    "as": _as_long_as,
    "so": _as_long_as,
    "provided": _provided,
    "on": _on_condition,
    "only": _only,
    "in": _in,
    "depend": _contingent,
    "depends": _contingent,
    "dependent": _contingent,
    "subject": _subject_to,
    "once": _once,
    "when": _when,
    "whenever": _when,
    "or": _or,
    "otherwise": _otherwise,
    "link": _link,
    "linked": _link,
    "links": _link,
    "linking": _link,
    "any": _any,
    "anyone": _any,
    "anybody": _any,
    "those": _any,
    "whoever": _any,
    "precondition": _precondition,
    "preconditions": _precondition,
    "prerequisite": _precondition,
}


def _is_ultimatum(words: Words) -> bool:
    """Say whether somebody is set a time, or an ultimatum is named."""
    lower = words.lower
    if any(word in lists.ULTIMATUM for word in lower):
        return True
    timed = [words.place(cue.start) for cue in words.of("deadline")]
    if any("deadline" in words.lower[place : place + 4] for place in timed):
        return any(word in lists.SETTING for word in lower)
    demanded = any(word in lists.DEMANDING for word in lower)
    if demanded and any(lower[place] == "within" for place in timed):
        return True
    return any(words.given_time(place) for place, word in enumerate(lower) if word in lists.GIVING)
