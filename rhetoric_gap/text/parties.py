"""Who speaks, who acts and at whom: countries of a sentence by the order in which they stand to its verb."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from rhetoric_gap.text.cues import is_participle
from rhetoric_gap.text.mentions import Mention
from rhetoric_gap.text.parts import Hit, Token

SEPARATOR = ";"


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SAYING = _set(
    "said say says saying told tells telling added adds stated states announced announces reported reports declared "
    "declares noted notes warned warns warning claimed claims vowed vows insisted insists argued argues confirmed "
    "confirms denied denies stressed stresses reiterated reiterates suggested suggests pledged pledges threatened"
)
_TOLD = _set("told tells telling warned warns warning assured assures informed informs reminded")
_BE = _set("is are was were be been being get got gets")
_PRONOUNS = _set("it he she they we i")
_PLACE = _set("in at near inside outside around across within throughout")
_HEAD = _set("of from")
_OTHER = _set(
    "on upon with against to toward towards for over about by into between among amid under after without via through "
    "alongside than like because before since until during despite"
)
_PREPOSITIONS = _PLACE | _HEAD | _OTHER
_TO_A_PARTNER = _set("to toward towards with against on upon for over about between into")
_SKIPPED = _set(
    "the its their a an his her our all both neighbouring neighboring nearby rival fellow own arch-rival two several "
    "some many other ally allies neighbour neighbor"
)
_JOINING = frozenset([",", "and", "or", "the", "its", "both", "as", "well", "&", "also"])
_SUBORDINATE = _set("while as after if when although though because since unless once whereas before until")
_ENDS = frozenset([".", ";", "!", "?"])
_QUOTES = frozenset(['"', "”", "“", "»", "'", ",", "-", "\u2013", "\u2014"])
_MARKS = frozenset(['"', "”", "“", "»", "'"])
_AND = frozenset(["and", "or", "&"])
_JOINED_WITHIN = 4
_NEAR = 6


class Parties(NamedTuple):
    """Who a sentence is about.

    Attributes
    ----------
    speaker : str or None
        Whose words are reported.
    actor : str or None
        Who acts, or would; several named together as ``KOR;USA``.
    target : str or None
        At whom; several as ``KOR;USA``.
    """

    speaker: str | None = None
    actor: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class _Group:
    """Countries named together, with the preposition they stand behind."""

    first: int
    last: int
    members: tuple[str, ...]
    before: str

    @property
    def subject(self) -> bool:
        """Whether it can be who acts: the government *of* Iran can, an attack *on* Iran cannot."""
        return not self.before or self.before in _HEAD


def assign(tokens: list[Token], hits: list[Hit], mentions: list[Mention]) -> Parties:
    """Say who speaks, who acts and at whom.

    Parameters
    ----------
    tokens : list of Token
        The words of the text.
    hits : list of Hit
        What the sentence says; the first one is the event whose parties are asked for. May be empty.
    mentions : list of Mention
        The countries it names, in order of the text.

    Returns
    -------
    Parties
        None where the order of the words does not say.

    Notes
    -----
    Who is named before the main verb and after the last verb of saying acts; with ``it``, ``they`` or ``we`` in that
    place the speaker does. Who is named after the verb is the target. A passive turns the two around, and an agent
    with *by* acts wherever he stands. Places (*in Syria*) are targets only where there is no other.

    Examples
    --------
    >>> from rhetoric_gap.text._tokens import tokens_of
    >>> from rhetoric_gap.text.mentions import find_mentions
    >>> def parties(text, verb):
    ...     tokens, start = tokens_of(text), text.index(verb)
    ...     words = [n for n, token in enumerate(tokens) if token.start == start]
    ...     hit = Hit(start, start + len(verb), "190", 1.0, verb, "", (words[0], words[0]))
    ...     return tuple(assign(tokens, [hit], find_mentions(text, tokens)))
    >>> parties("Moscow said it will attack Ukraine and Georgia.", "attack")
    ('RUS', 'RUS', 'UKR;GEO')
    >>> parties("Ukraine was attacked by Russian troops.", "attacked")
    (None, 'RUS', 'UKR')
    """
    if not mentions:
        return Parties()
    groups = _groups(tokens, mentions)
    verb = hits[0].tokens[0] if hits else _after_subject(groups, len(tokens))
    saying = _saying(tokens, verb)
    speaker = _speaker(tokens, groups, saying)
    passive = bool(hits) and _is_passive(tokens, verb)
    agent = next((g for g in groups if g.before == "by" and (passive or g.first > verb)), None)
    subject = _subject(tokens, groups, saying, verb, speaker)
    if agent is not None and (passive or subject is None or not hits):
        actor, target = agent, (subject if passive else None)
    elif passive:
        actor, target = None, subject
    else:
        actor, target = subject, None
    if actor is None and not passive:
        actor = speaker or _pair(groups)
    target = target or _target(tokens, groups, verb, (actor, speaker), passive)
    return _named(speaker, actor, target)


def _named(speaker: _Group | None, actor: _Group | None, target: _Group | None) -> Parties:
    """Write groups as codes; nobody is his own target."""
    acting = actor.members if actor else ()
    aimed = tuple(code for code in (target.members if target else ()) if code not in acting)
    if actor is not None and actor is target:  # between A and B
        acting, aimed = actor.members[:1], actor.members[1:]
    return Parties(
        SEPARATOR.join(speaker.members) if speaker else None,
        SEPARATOR.join(acting) or None,
        SEPARATOR.join(aimed) or None,
    )


def _groups(tokens: list[Token], mentions: list[Mention]) -> list[_Group]:
    """Put countries named together into one group."""
    groups: list[_Group] = []
    for mention in mentions:
        first, last = mention.tokens
        members = tuple(mention.iso3.split(SEPARATOR))
        previous = groups[-1] if groups else None
        if previous is not None and _joined(tokens, previous.last, first):
            known = previous.members + tuple(code for code in members if code not in previous.members)
            groups[-1] = _Group(previous.first, last, known, previous.before)
        else:
            groups.append(_Group(first, last, members, _preposition(tokens, first)))
    return groups


def _joined(tokens: list[Token], last: int, first: int) -> bool:
    """Say whether only joining words, one of them at least, stand between two mentions."""
    if last == first:  # the US-Russian talks
        return True
    between = [token.lower for token in tokens[last + 1 : first]]
    if not 0 < len(between) <= _JOINED_WITHIN or not all(word in _JOINING for word in between):
        return False
    if _AND.isdisjoint(between):  # in a list "and" comes in the end; else the comma ends a clause
        ahead = [token.lower for token in tokens[first + 1 : first + 1 + _JOINED_WITHIN]]
        return "," in between and not _AND.isdisjoint(ahead) and not _fronted(tokens, last)
    return True


def _fronted(tokens: list[Token], last: int) -> bool:
    """Say whether a mention is in words put in front of the sentence: after the attack on Israel, ..."""
    return tokens[0].lower in _PREPOSITIONS | _SUBORDINATE and not any(t.lower == "," for t in tokens[:last])


def _preposition(tokens: list[Token], first: int) -> str:
    """Return the preposition a mention stands behind."""
    for place in range(first - 1, max(first - 5, -1), -1):
        word = tokens[place].lower
        if word in _PREPOSITIONS:
            if word == "to" and place and tokens[place - 1].lower == "according":
                return "according to"
            return word
        if word not in _SKIPPED:
            return ""
    return ""


def _after_subject(groups: list[_Group], end: int) -> int:
    """Return where the verb is taken to be if nothing was found: behind the first country that can act."""
    return next((group.last + 1 for group in groups if group.subject), end)


def _saying(tokens: list[Token], verb: int) -> int | None:
    """Return the last verb of saying before the main verb, else the first one after it."""
    before = [n for n in range(min(verb, len(tokens))) if tokens[n].lower in _SAYING]
    if before:
        return before[-1]
    behind = range(verb + 1, len(tokens))
    return next((n for n in behind if tokens[n].lower in _SAYING and _closes(tokens, n)), None)


def _closes(tokens: list[Token], place: int) -> bool:
    """Say whether a verb of saying comes behind what is said: ", Iran said", '" said Iran'."""
    return any(token.lower in _QUOTES for token in tokens[max(0, place - 4) : place])


def _speaker(tokens: list[Token], groups: list[_Group], saying: int | None) -> _Group | None:
    """Return whose words they are."""
    told = next((group for group in groups if group.before == "according to"), None)
    if told is not None or saying is None:
        return told
    if any(token.lower in _MARKS for token in tokens[max(0, saying - 2) : saying]):
        return next((g for g in groups if saying < g.first <= saying + _NEAR and g.subject), None)
    before = [group for group in groups if group.last < saying and group.subject]
    before = [group for group in before if not _closed(tokens, group.last, saying)]
    if not before:
        return None
    return before[0] if saying - before[-1].last > _NEAR else _first_near(tokens, before, saying)


def _first_near(tokens: list[Token], before: list[_Group], saying: int) -> _Group:
    """Return the first country of the clause a verb of saying is in."""
    clause = max((n for n in range(saying) if tokens[n].lower in _QUOTES), default=-1)
    return next((group for group in before if group.first > clause), before[0])


def _closed(tokens: list[Token], first: int, last: int) -> bool:
    """Say whether a sentence ends between two places."""
    return any(token.lower in _ENDS for token in tokens[first + 1 : last])


def _is_passive(tokens: list[Token], verb: int) -> bool:
    """Say whether the main verb is a participle behind a form of be."""
    if not is_participle(tokens[verb].lower):
        return False
    return any(token.lower in _BE for token in tokens[max(0, verb - 3) : verb])


def _subject(
    tokens: list[Token], groups: list[_Group], saying: int | None, verb: int, speaker: _Group | None
) -> _Group | None:
    """Return who stands before the main verb, in its clause."""
    start = saying + 1 if saying is not None and saying < verb else 0
    able = [g for g in groups if start <= g.first and g.last < verb and g.subject]
    if saying is not None and start and tokens[saying].lower in _TOLD:
        able = [group for group in able if not _addressed(tokens, saying, group)]
    words = [token.lower for token in tokens[start:verb]]
    pronoun = max((start + n for n, word in enumerate(words) if word in _PRONOUNS), default=-1)
    if pronoun > (able[-1].last if able else -1) and start and speaker is not None:
        return speaker
    if (
        able
        and words[:1]
        and (words[0] in _SUBORDINATE or (words[0] == "that" and set(words[1:2]) & _SUBORDINATE))
    ):
        comma = next((start + n for n, word in enumerate(words) if word == ","), verb)
        able = [group for group in able if group.first > comma] or able
    if able:
        return able[0]
    if start and speaker is not None:
        return speaker
    return next((g for g in groups if g.last < verb and g.subject), None)


def _addressed(tokens: list[Token], saying: int, group: _Group) -> bool:
    """Say whether a country is who was told: right behind *told* or *warned*."""
    return all(token.lower in _SKIPPED for token in tokens[saying + 1 : group.first])


def _pair(groups: list[_Group]) -> _Group | None:
    """Return two countries named together behind *between*."""
    return next((g for g in groups if g.before == "between" and len(g.members) > 1), None)


def _target(
    tokens: list[Token],
    groups: list[_Group],
    verb: int,
    taken: tuple[_Group | None, _Group | None],
    passive: bool,
) -> _Group | None:
    """Return at whom: named behind the verb, else before it behind a preposition, a place last of all."""
    actor = taken[0]
    if actor is not None and actor.before == "between" and len(actor.members) > 1:
        return actor
    own = set(actor.members) if actor else set()
    free = [
        g
        for g in groups
        if g not in taken and g.before not in ("by", "according to") and set(g.members) - own
    ]
    behind = [group for group in free if group.last >= verb]
    before = [g for g in free if g.last < verb and (g.before in _TO_A_PARTNER or _was_told(tokens, g))]
    direct = [group for group in behind if group.before not in _PLACE]
    others = [] if passive else [group for group in free if group.last < verb and group.subject]
    return next(iter([*direct, *reversed(before), *behind, *others]), None)


def _was_told(tokens: list[Token], group: _Group) -> bool:
    """Say whether a country stands right behind *told* or *warned*."""
    for place in range(group.first - 1, max(group.first - 4, -1), -1):
        if tokens[place].lower in _TOLD:
            return True
        if tokens[place].lower not in _SKIPPED:
            return False
    return False
