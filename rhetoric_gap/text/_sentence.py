"""A sentence with its cues, and the questions the rules on conditions ask of it."""

from __future__ import annotations

from functools import cached_property

from rhetoric_gap.text import _condition_words as lists
from rhetoric_gap.text.parts import Cue, Token

REACH_OF_A_QUESTION = 5
LONGEST_CLAUSE = 120


class Words:
    """A sentence with its cues, ready to be asked.

    Parameters
    ----------
    tokens : list of Token
        The words of the sentence.
    cues : list of Cue
        The cues found in it.
    """

    def __init__(self, tokens: list[Token], cues: list[Cue]) -> None:
        self.tokens = tokens
        self.cues = cues
        self.lower = [token.lower for token in tokens]

    @cached_property
    def _places(self) -> dict[int, int]:
        return {token.start: number for number, token in enumerate(self.tokens)}

    @cached_property
    def _ends(self) -> dict[int, int]:
        return {token.end: number for number, token in enumerate(self.tokens)}

    def of(self, *kinds: str) -> list[Cue]:
        """Return the cues of some kinds."""
        return [cue for cue in self.cues if cue.kind in kinds]

    def place(self, start: int) -> int:
        """Return which word begins at a character."""
        return self._places[start]

    def last_place(self, end: int) -> int:
        """Return which word ends at a character."""
        return self._ends[end]

    def at(self, place: int) -> str:
        """Return a word, empty outside the sentence."""
        return self.lower[place] if 0 <= place < len(self.lower) else ""

    @cached_property
    def _first_commitment(self) -> int:
        """Place of the first modal, refusal or word that puts a deed into the future."""
        places = [self.place(c.start) for c in self.of("modal", "future", "refusal")]
        return min(places, default=len(self.lower))

    @cached_property
    def _first_negation(self) -> int:
        """Place of the first negation or refusal."""
        return min((self.place(c.start) for c in self.of("negation", "refusal")), default=len(self.lower))

    @cached_property
    def _first_of(self) -> dict[str, int]:
        """Where each word stands first."""
        first: dict[str, int] = {}
        for number, word in enumerate(self.lower):
            first.setdefault(word, number)
        return first

    def commits(self) -> bool:
        """Say whether anything in the sentence is still to be done."""
        return self._first_commitment < len(self.lower)

    def commits_before(self, place: int) -> bool:
        """Say whether anything before a word is still to be done."""
        return self._first_commitment < place

    def negated_before(self, place: int) -> bool:
        """Say whether anything before a word is negated or refused."""
        return self._first_negation < place

    def promised(self) -> bool:
        """Say whether something is agreed, promised or still to be done."""
        return self.commits() or any(word in lists.PROMISING for word in self._first_of)

    def any_before(self, place: int, words: frozenset[str]) -> bool:
        """Say whether one of some words stands before a word."""
        first = self._first_of
        return any(first.get(word, place) < place for word in words)

    def is_question(self) -> bool:
        """Say whether the sentence ends in a question mark."""
        return "?" in self.lower[-2:]

    def asked(self, place: int) -> bool:
        """Say whether a conjunction brings in a question: asked the minister if."""
        for other in range(place - 1, max(-1, place - REACH_OF_A_QUESTION), -1):
            if self.lower[other] in lists.MARKS:
                return False
            if self.lower[other] in lists.ASKING:
                return True
        return False

    def asks_about(self, start: int) -> bool:
        """Say whether what stands at a character is asked, not said: nobody knows if, they asked whether."""
        return any(
            word in {"if", "whether"} and self.tokens[place].start < start and self.asked(place)
            for place, word in enumerate(self.lower)
        )

    def is_time(self, place: int) -> bool:
        """Say whether a point in time follows, rather than an event."""
        following = self.lower[place : place + 4]
        if not following or following[0][:1].isdigit():
            return True
        while following and following[0] in lists.DETERMINERS | lists.ORDER:
            following = following[1:]
        return bool(following) and following[0] in lists.TIMES

    def has_finite_verb(self, place: int) -> bool:
        """Say whether a clause rather than a noun follows: an auxiliary, or a word in the form of a verb."""
        end = self.clause_end(place)
        inner = self.lower[place + 1 : min(end, place + 14) + 1]
        return any(
            w in lists.FINITE or (len(w) > 3 and w.endswith(("ed", "s")) and not w.endswith("ss"))
            for w in inner
        )

    def begins_clause(self, place: int) -> bool:
        """Say whether a subject may stand here."""
        if place >= len(self.tokens):
            return False
        token = self.tokens[place]
        return token.lower in lists.SUBJECTS or token.text[:1].isupper() or token.lower.endswith("s")

    def will_outside(self, place: int) -> bool:
        """Say whether anything but a given word says what will or would be done."""
        return any(self.place(c.start) != place for c in self.of("modal", "future") if c.value >= 0.6)

    def told_in_past(self, place: int) -> bool:
        """Say whether a clause is told in the past."""
        inner = self.lower[place : self.clause_end(place) + 1]
        return any(w in {"was", "were", "did", "had"} or (len(w) > 4 and w.endswith("ed")) for w in inner[:6])

    def first_will(self, place: int) -> int | None:
        """Return where the next will or would stands, in the same clause."""
        for other in range(place, min(len(self.lower), place + 14)):
            if self.lower[other] in lists.STRONG_MARKS:
                return None
            if self.lower[other] in lists.FIRM:
                return other
        return None

    def clause_end(self, place: int) -> int:
        """Return the last word of the clause a word stands in: a mark ends it, but for a comma in a list of names."""
        other = place + 1
        while other < min(len(self.lower), place + LONGEST_CLAUSE):
            if self.lower[other] in lists.MARKS and not self._goes_on(other):
                break
            other += 1
        return self.skip_marks_back(other - 1)

    def _goes_on(self, place: int) -> bool:
        """Say whether a clause goes on after a mark: a list of names."""
        if self.lower[place] != "," or not 0 < place < len(self.tokens) - 1:
            return False
        before, after = self.tokens[place - 1].text, self.tokens[place + 1].text
        return before[:1].isupper() and after[:1].isupper() and self.at(place + 2) in {",", "and", "or"}

    def skip_marks_back(self, place: int) -> int:
        """Return the last word at or before a place that is no mark."""
        while place > 0 and self.lower[place] in lists.MARKS:
            place -= 1
        return place

    def clause_before(self, place: int) -> tuple[int, int] | None:
        """Return the clause that ends before a word."""
        last = self.skip_marks_back(place - 1)
        if self.lower[last] in {"or", "and"}:
            last = self.skip_marks_back(last - 1)
        first = self._begin_of(last)
        return None if self.lower[last] in lists.MARKS else (first, last)

    def _begin_of(self, place: int) -> int:
        """Return where the sentence or the part between strong marks begins."""
        floor = max(0, place - LONGEST_CLAUSE)
        while place > floor and self.lower[place - 1] not in lists.STRONG_MARKS:
            place -= 1
        return place

    def demand_before(self, place: int) -> int | None:
        """Return where what is demanded before a word begins, None where nothing is."""
        start = self._begin_of(place)
        obliged = any(word in lists.OBLIGING for word in self.lower[start:place])
        return start if obliged or self.is_imperative(start) else None

    def is_imperative(self, place: int) -> bool:
        """Say whether a clause begins with a verb: leave the enclave, withdraw or else."""
        word, following = self.at(place), self.at(place + 1)
        if not word or word in lists.SUBJECTS | lists.MARKS or word.endswith(("s", "ed", "ing", "ly")):
            return False
        return following in lists.DETERMINERS or following in lists.AFTER_AN_ORDER

    def given_time(self, place: int) -> bool:
        """Say whether somebody is given a number of days or hours."""
        near = self.lower[place + 1 : place + 10]
        for number, word in enumerate(near):
            if word in lists.STRONG_MARKS:
                return False
            if word in lists.TIME_UNITS and number:
                counted = near[number - 1][:1].isdigit() or near[number - 1] in lists.NUMBERS
                return counted and "to" in self.lower[place + 2 + number : place + 5 + number]
        return False
