"""Which hit is what the sentence says, and as what: modality, negation, verbs that govern others, place.

Each rule is small and leaves a :class:`~rhetoric_gap.text.parts.Step` behind. Factors are set by judgement and checked
on development sentences; none is fitted to a label.
"""

from __future__ import annotations

from dataclasses import dataclass

from rhetoric_gap.text import _words as words
from rhetoric_gap.text._clauses import clause_openers
from rhetoric_gap.text._codes import Act, is_cooperative, is_material, root_of, said_code
from rhetoric_gap.text.parts import Finding, Hit, Step, Token

REACH_MODAL = 4
REACH_NEGATION = 3
REACH_DUTY = 6
REACH_GOVERNED = 10
REACH_LIGHT = 4
HEADLINE = 6
ADJACENT = 3
LATER = 0.45
NOMINAL = 0.55
LIGHT = 0.9
PARTICIPLE = 0.75
ATTRIBUTE = 0.55
NAME = 0.5
INFINITIVE = 0.8
THREATENED = 0.8
NOT_DONE = 0.5
ASKED = 0.15
SUPPOSED = 0.35
GOVERNED = 0.6
SUBORDINATE = 0.65
STRONG_ENOUGH_TO_GOVERN = 0.55
TITLE_CASE = 0.6

GOVERNING = frozenset({"02", "03", "10", "11", "12", "13"})
ALSO_GOVERNING = frozenset({"014", "015", "016"})
NAMING = frozenset({"014", "016"})
"""What is weighed or denied is named, and stays what it is."""
ACT_OF_FAMILY: dict[str, Act] = {
    "02": "appeal",
    "03": "promise",
    "10": "demand",
    "12": "refusal",
    "13": "threat",
}


@dataclass(slots=True)
class _Sentence:
    """What the rules look at besides the hit itself."""

    tokens: list[Token]
    lower: list[str]
    openers: list[str]
    capitals_mean_names: bool
    first_hit: int


@dataclass(slots=True)
class _Draft:
    """A hit on its way to a finding."""

    hit: Hit
    first: int
    code: str
    deed: str | None
    score: float
    steps: list[Step]
    negated: bool = False

    def scale(self, rule: str, factor: float, why: str = "") -> None:
        """Multiply the score and say why."""
        self.score *= factor
        self.steps.append(Step(rule, factor, why))

    def say(self, act: Act, why: str) -> None:
        """Turn a deed into a word about it."""
        self.code = said_code(act, self.deed)
        self.steps.append(Step(act, 1.0, why))


def find_events(tokens: list[Token], hits: list[Hit], condition: tuple[int, int] = (0, 0)) -> list[Finding]:
    """Score every hit in the light of its sentence.

    Parameters
    ----------
    tokens : list of Token
        The words of one sentence.
    hits : list of Hit
        What the lexicon found in it.
    condition : tuple of int
        Where the sentence says on what condition, in characters; the same place twice for none.

    Returns
    -------
    list of Finding
        The best first; ties in order of the text.
    """
    if not hits:
        return []
    lower = [token.lower for token in tokens]
    sentence = _Sentence(
        tokens, lower, clause_openers(lower), _capitals_mean_names(tokens), hits[0].tokens[0]
    )
    drafts = [_draft(hit, sentence) for hit in hits]
    for draft in drafts:
        if condition[0] <= draft.hit.start < condition[1]:
            draft.scale("condition", SUPPOSED)
    _govern(drafts, lower)
    if _asks(lower):
        for draft in drafts:
            draft.scale("question", ASKED, "?")
    drafts.sort(key=lambda draft: (-draft.score, draft.first))
    return [
        Finding(d.hit, d.code, d.deed, root_of(d.code), round(d.score, 4), tuple(d.steps)) for d in drafts
    ]


def _capitals_mean_names(tokens: list[Token]) -> bool:
    """Say whether a capital tells a name here, as it does not in a headline."""
    letters = [token.text[0].isupper() for token in tokens if token.text[0].isalpha()]
    return sum(letters) < TITLE_CASE * len(letters)


def _draft(hit: Hit, sentence: _Sentence) -> _Draft:
    """Apply the rules that look at one hit alone."""
    first = hit.tokens[0]
    deed = hit.code if is_material(hit.code) else None
    draft = _Draft(hit, first, hit.code, deed, hit.weight, [])
    draft.scale("place", 1 - LATER * first / len(sentence.lower))
    _form(draft, sentence)
    _modality(draft, sentence)
    if opener := sentence.openers[first]:
        draft.scale("subordinate clause", SUBORDINATE, opener)
    return draft


def _form(draft: _Draft, sentence: _Sentence) -> None:
    """Apply what the form of the word and the word before it tell about its part of speech."""
    first, lower = draft.first, sentence.lower
    before, word = lower[first - 1] if first else "", lower[first]
    if first and sentence.capitals_mean_names and sentence.tokens[first].text[0].isupper():
        draft.scale("name", NAME, sentence.tokens[first].text)
    if before in words.DETERMINERS:
        if not word.endswith("ed"):
            light = next(
                (w for w in lower[max(0, first - REACH_LIGHT) : first] if w in words.LIGHT_VERBS), ""
            )
            draft.scale("noun", LIGHT if light else NOMINAL, light or before)
        elif before in words.ARTICLES:
            draft.scale("attribute", ATTRIBUTE, before)
    if word.endswith("ing") and before not in words.TO_BE:
        draft.scale("participle", PARTICIPLE, word)
    if before == "to":
        draft.scale("infinitive", INFINITIVE, before)


def _modality(draft: _Draft, sentence: _Sentence) -> None:
    """Apply what modals and negations before a hit make of it."""
    first, family, lower = draft.first, draft.code[:2], sentence.lower
    near = lower[max(0, first - REACH_NEGATION) : first]
    wide = lower[max(0, first - REACH_MODAL) : first]
    negation = next((word for word in near if is_negation(word)), "")
    future = next((word for word in wide if is_future(word)), "")
    duty = next((word for word in wide if word in words.DUTIES), "")
    if duty and not words.FIRST_PERSON.isdisjoint(lower[max(0, first - REACH_DUTY) : first]):
        duty, future = "", future or duty  # what we must do we do not ask of others: we mean to do it
    future = future or _headline_future(draft, sentence)
    if duty and not negation and (draft.deed or is_cooperative(draft.code)):
        draft.deed = draft.deed or draft.code
        draft.say("demand" if duty == "must" else "appeal", duty)
    elif negation and is_cooperative(draft.code):
        draft.deed = draft.deed or draft.code
        draft.say("refusal", negation)
    elif future and is_cooperative(draft.code) and family != "03":
        draft.deed = draft.code
        draft.say("promise", future)
    elif future and not negation and "14" <= family <= "20":
        draft.say("threat", future)
        draft.scale("threat", THREATENED, future)
    draft.negated = bool(negation)
    if negation and "14" <= family <= "20":
        draft.scale("not done", NOT_DONE, negation)


def _headline_future(draft: _Draft, sentence: _Sentence) -> str:
    """Return the ``to`` of "is to withdraw troops", or of a headline that leaves out the "is"."""
    first, lower = draft.first, sentence.lower
    if first < 2 or lower[first - 1] != "to":
        return ""
    if lower[first - 2] in words.IS:
        return "to"
    if first > HEADLINE or first != sentence.first_hit:
        return ""
    return "to" if sentence.tokens[first - 2].text[0].isupper() else ""


def is_negation(word: str) -> bool:
    """Say whether a word negates."""
    return word in words.NEGATIONS or word.endswith("n't")


def is_future(word: str) -> bool:
    """Say whether a word puts what follows into the future."""
    return word in words.FUTURE or word.endswith("'ll")


def _govern(drafts: list[_Draft], lower: list[str]) -> None:
    """Let verbs of saying, promising, demanding and refusing govern the deeds named after them."""
    governors: list[_Draft] = []
    for draft in drafts:
        # those out of reach are out of reach for good: the list stays short however long the text is
        governors = [g for g in governors if draft.first - g.first <= REACH_GOVERNED]
        if governors:
            draft.scale("governed", GOVERNED, governors[-1].hit.pattern)
            _name_deed(governors, draft, lower)
        if _governs(draft) and draft.score > STRONG_ENOUGH_TO_GOVERN:
            governors.append(draft)


def _governs(draft: _Draft) -> bool:
    """Say whether what follows is what the hit is about."""
    return draft.code[:2] in GOVERNING or draft.code[:3] in ALSO_GOVERNING


def _name_deed(governors: list[_Draft], named: _Draft, lower: list[str]) -> None:
    """Give the nearest governor without a deed the deed named after it."""
    deed = named.deed
    if deed is None:
        _take_over_threat(governors[-1], named)
        return
    for governor in reversed(governors):
        act = ACT_OF_FAMILY.get(governor.code[:2])
        if governor.code[:3] in NAMING and governor.deed is None:
            governor.deed = deed
            return
        if act and governor.deed is None and not _warned_off(governor, named, lower):
            act = _grim(act, governor, named)
            governor.deed = deed
            if act != ACT_OF_FAMILY[governor.code[:2]] or said_code(act, deed).startswith(
                _family(governor.code)
            ):
                governor.say(act, named.hit.pattern)
            return


def _take_over_threat(governor: _Draft, named: _Draft) -> None:
    """Read a promise of what is itself a threat as that threat: *vowed a crushing response*."""
    if governor.code[:2] == "03" and named.code[:2] == "13" and not named.negated:
        governor.code, governor.deed = named.code, named.deed
        governor.steps.append(Step("threat", 1.0, named.hit.pattern))


def _grim(act: Act, governor: _Draft, named: _Draft) -> Act:
    """Turn the promise of a hostile deed into what it is: *vowed to bomb*; *vowed not to bomb* is a refusal."""
    adjacent = named.first - governor.hit.tokens[1] <= ADJACENT + named.negated * ADJACENT
    hostile = named.deed is not None and "14" <= named.deed[:2] <= "20"
    if act != "promise" or not adjacent or not hostile:
        return act
    return "refusal" if named.negated else "threat"


def _family(code: str) -> str:
    """Return the digits of a code that say something: a residual code stands for its whole family."""
    return code[:2] + code[2:].rstrip("0")


def _warned_off(governor: _Draft, named: _Draft, lower: list[str]) -> bool:
    """Say whether what is named is what somebody is warned not to do: no deed of the one who warns."""
    between = lower[governor.first + 1 : named.first]
    return lower[governor.first].startswith("warn") and not words.WARNED_OFF.isdisjoint(between)


def _asks(lower: list[str]) -> bool:
    """Say whether a sentence is a question: it commits nobody to anything."""
    ending = [word for word in lower[-3:] if word not in words.QUOTES]
    return bool(ending) and ending[-1] == "?"
