"""What the columns of the four tables are, declared in one place.

Nothing here computes: :mod:`rhetoric_gap.tables.check` reads these declarations and applies the rules to a frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["key", "text", "code", "category", "date", "share", "amount", "integer", "flag"]
"""How a column is read.

``key``: text that is compared (ids, actors, topics), so outer spaces matter. ``text``: free text. ``code``: text with
leading zeros. ``category``: one of a few words. ``date``: a day. ``share``: a number in [0, 1]. ``amount``: a finite
number of at least 0. ``integer``: whole numbers. ``flag``: true or false.
"""

VALENCES = ("conflict", "cooperation")
KINDS = ("threat", "promise", "refusal", "denial", "demand", "declaration", "comment")
NO_DEED_KINDS = ("demand", "declaration", "comment")
TRIGGER_STATES = ("none", "fired", "not_fired", "unknown")
RESOLUTIONS = ("complied", "withdrawn", "superseded")
AUDIENCES = ("domestic", "foreign", "both")
HOWS = ("coded", "matched")
RELATIONS = (
    *("fulfils", "partly_fulfils", "underdelivers", "contradicts", "consistent", "disputed", "pending"),
    *("partial", "late", "none"),
)
RISK_STATES = ("kept", "partial", "unfulfilled", "late")
STATES = (
    *RISK_STATES,
    *("open", "not_triggered", "trigger_unknown", "complied", "withdrawn", "superseded", "untestable"),
    *("upheld", "contradicted"),
)
TESTABLE_STRENGTH = 2
"""The weakest strength at which a statement counts as naming a deed."""


@dataclass(frozen=True)
class Column:
    """One column: its name, how it is read, and what it may hold."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    blank: bool | None = None
    """May cells be missing? Unless said otherwise: in optional columns only."""
    allowed: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    default: bool = True
    """What a blank flag means."""
    aliases: tuple[str, ...] = ()
    """Names under which other sources keep the same thing, for hints only: nothing is renamed silently."""

    @property
    def may_be_blank(self) -> bool:
        """Whether a cell may be missing."""
        return (not self.required) if self.blank is None else self.blank


@dataclass(frozen=True)
class Table:
    """One table: its name, the column that holds its id, its columns, and columns of which one suffices."""

    name: str
    id: str | None
    columns: tuple[Column, ...]
    either: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return the declaration of one column."""
        return next(column for column in self.columns if column.name == name)


def _id(name: str, meaning: str, *aliases: str) -> Column:
    return Column(name, "key", meaning, required=True, aliases=("id", "event_id", *aliases))


_DATE = Column(
    "date", "date", "the day", required=True, aliases=("event_date", "sqldate", "day", "date_start")
)
_ACTOR = Column(
    "actor",
    "key",
    "who speaks or acts, one actor",
    required=True,
    aliases=("sender", "actor1", "source_country"),
)
_TARGET = Column(
    "target",
    "key",
    "whom it is aimed at; several as KOR;USA",
    required=True,
    aliases=("receiver", "actor2", "recipient"),
)
_SEVERITY = Column(
    *("severity", "share", "severity of the deed, 0 to 1"),
    aliases=("magnitude", "severity_promised", "intensity", "goldstein", "goldsteinscale", "score"),
)
_CODE = Column(
    "code", "code", "event code, as text", aliases=("cameo", "cameo_code", "event_code", "eventcode")
)
_VALENCE = Column("valence", "category", "direction of the deed", allowed=VALENCES)
_TOPIC = Column("topic", "key", "what it is about")
_AMOUNT = Column("amount", "amount", "quantity promised or delivered, where deeds are counted")
_UNIT = Column("unit", "key", "unit of the amount")
_REPORTED = Column("reported_at", "date", "the day the row became known")
_SOURCES = (
    Column("source", "text", "where it was found"),
    Column("url", "text", "address of the source"),
    Column("source_id", "key", "id of the article it was coded from; several as 17;18"),
)

STATEMENTS = Table(
    "statements",
    "statement_id",
    (
        _id("statement_id", "id of the statement", "pledge_id", "promise_id"),
        _DATE,
        _ACTOR,
        _TARGET,
        _SEVERITY,
        _CODE,
        _VALENCE,
        Column("kind", "category", "what is done by saying it", allowed=KINDS),
        Column("strength", "integer", "how firmly it was said, 0 to 4", low=0, high=4),
        Column("trigger_state", "category", "whether its condition came about", allowed=TRIGGER_STATES),
        Column("trigger_date", "date", "the day its condition came about"),
        Column("deadline", "date", "the last day on which a deed still counts"),
        Column("resolution", "category", "how it ended without a deed", allowed=RESOLUTIONS),
        Column("resolution_date", "date", "the day it so ended"),
        _TOPIC,
        Column("audience", "category", "to whom it was said", allowed=AUDIENCES),
        Column("speaker", "key", "the person who spoke"),
        Column("text", "text", "the words"),
        *_SOURCES,
        _AMOUNT,
        _UNIT,
        _REPORTED,
        Column("cluster", "key", "independent unit: crisis, episode"),
    ),
    either=("severity", "code"),
)

ACTIONS = Table(
    "actions",
    "action_id",
    (
        _id("action_id", "id of the action"),
        _DATE,
        _ACTOR,
        _TARGET,
        _SEVERITY,
        _CODE,
        Column("end_date", "date", "the last day of the deed"),
        _VALENCE,
        _TOPIC,
        Column("effect", "share", "realised share of the intended effect", aliases=("effectiveness",)),
        _AMOUNT,
        _UNIT,
        Column("part_of", "key", "id of the row that already contains this one"),
        Column("attempted", "flag", "False: a recorded absence", default=True),
        _REPORTED,
        *_SOURCES,
    ),
    either=("severity", "code"),
)

LINKS = Table(
    "links",
    None,
    (
        Column("statement_id", "key", "id of the statement", required=True),
        Column("action_id", "key", "id of the action", required=True),
        Column("match", "share", "1 the deed fulfils the word, 0.5 partly, 0 not", required=True, blank=True),
        Column("how", "category", "who made the link", allowed=HOWS),
        Column("relation", "category", "what the deed is to the word", allowed=RELATIONS),
        Column("lag", "integer", "days from the start of the window to the deed"),
        Column("credit", "share", "severity credited"),
        Column("scored", "flag", "False: the link stays out of scoring", default=True),
        Column("note", "text", "remark of the coder"),
    ),
)

OUTCOMES = Table(
    "outcomes",
    "statement_id",
    (
        _id("statement_id", "id of the statement"),
        _DATE,
        Column("start", "date", "first day of the window", required=True, blank=True),
        Column("end", "date", "last day of the window", required=True, blank=True),
        _ACTOR,
        _TARGET,
        Column("cluster", "key", "independent unit", required=True),
        Column("severity", "amount", "severity named", required=True, blank=True),
        Column("credit", "amount", "severity credited", required=True, blank=True),
        Column("share", "share", "credit over severity", required=True, blank=True),
        Column("state", "category", "what became of the statement", required=True, allowed=STATES),
        Column("late", "flag", "the credited deed came after the window", default=False),
        _VALENCE,
        Column("kind", "category", "what is done by saying it", allowed=KINDS),
        Column("strength", "integer", "how firmly it was said, 0 to 4", low=0, high=4),
        _TOPIC,
        Column("audience", "category", "to whom it was said", allowed=AUDIENCES),
        Column("speaker", "key", "the person who spoke"),
        _CODE,
        _AMOUNT,
        Column("action_id", "key", "best credited action"),
        Column("n_links", "integer", "links of the statement", low=0),
        Column("lag", "integer", "days to the best credited action"),
        Column("how", "category", "who made its link", allowed=HOWS),
        Column("effect_low", "share", "effect of the credited deeds, unknown as 0"),
        Column("effect_high", "share", "effect of the credited deeds, unknown as 1"),
        Column("n_repeats", "integer", "statements collapsed into this one", low=1),
    ),
)
