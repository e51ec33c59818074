"""Which statements, deeds and links belong to one dyad and time span."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.plots.groups import named, weight_name
from rhetoric_gap.plots.layout import day_number
from rhetoric_gap.tables.targets import canonical, members

if TYPE_CHECKING:
    from rhetoric_gap.results import GapResult


@dataclass(frozen=True, eq=False)
class DyadView:
    """What one timeline shows.

    Attributes
    ----------
    statements, actions : pandas.DataFrame
        The rows, with ``day`` (matplotlib's day number), ``weight`` (severity, or amount; 0 where unknown) and
        ``seen`` (within the span); actions also with ``looks`` (announced, unannounced, absent).
    links : pandas.DataFrame
        Links between them.
    span : tuple of float
        Limits of the time axis, margin included.
    title : str
        The dyad and its numbers.
    """

    statements: pd.DataFrame
    actions: pd.DataFrame
    links: pd.DataFrame
    span: tuple[float, float]
    title: str


def dyad_view(result: GapResult, actor: str | None, target: str | None, start: Any, end: Any) -> DyadView:
    """Pick the rows of one dyad and time span, and the deeds their links lead to."""
    first, last = _day(start, "start"), _day(end, "end")
    weight = weight_name(result)
    actor = _known_actor(result.outcomes, actor)
    said = result.outcomes.loc[result.outcomes["actor"] == actor]
    said = said.loc[_toward(said, target)]
    if said.empty:
        wanted = f"{actor} > {target}"
        raise RhetoricGapError(
            f"no statement of the dyad {wanted!r}.{named(wanted, _dyads(result.outcomes))}"
        )
    said = said.loc[_between(said, first, last)]
    said = said.assign(weight=said["severity"])
    done = result.actions.assign(weight=result.actions[weight], looks=_looks(result.actions))
    links = result.links.loc[result.links["statement_id"].isin(said["statement_id"])]
    own = (done["actor"] == actor) & _toward(done, target) & _between(done, first, last)
    counted = done["countable"].astype(bool) | (done["looks"] == "absent")
    done = done.loc[(own & counted) | done["action_id"].isin(links["action_id"])]
    if said.empty and done.empty:
        raise RhetoricGapError(f"nothing of {actor!r} lies between start={start!r} and end={end!r}")
    said, done = _with_days(said), _with_days(done)
    low, high = _limits(said, done, result.as_of, first, last)
    said, done = (rows.assign(seen=rows["day"].between(low, high)) for rows in (said, done))
    margin = 0.015 * max(high - low, 1.0)
    return DyadView(said, done, links, (low - margin, high + margin), _title(actor, target, said, done))


def _day(value: Any, name: str) -> pd.Timestamp | None:
    """Read a day."""
    if value is None:
        return None
    try:
        return pd.Timestamp(value)
    except (ValueError, TypeError) as error:
        raise RhetoricGapError(f"{name}={value!r} is not a day; write it like '2024-05-31'") from error


def _known_actor(said: pd.DataFrame, actor: str | None) -> str:
    """Return the actor to draw: the one asked for, or the only one there is."""
    actors = sorted(said["actor"].dropna().unique())
    if actor is None and len(actors) == 1:
        return str(actors[0])
    if actor is None:
        raise RhetoricGapError(
            f"the result has {len(actors)} actors; choose one with actor=.{named('', actors)}"
        )
    if actor not in actors:
        raise RhetoricGapError(f"actor {actor!r} made no statement in this result.{named(actor, actors)}")
    return actor


def _dyads(said: pd.DataFrame) -> list[str]:
    """Name the directed dyads there are, those with most statements first."""
    return (said["actor"] + " > " + said["target"]).value_counts().index.tolist()


def _toward(rows: pd.DataFrame, target: str | None) -> pd.Series:
    """Mark the rows toward a target, joint targets that include all its members among them."""
    wanted = set(members(target))
    return rows["target"].map(lambda t: wanted <= set(members(t))).astype(bool)


def _between(rows: pd.DataFrame, first: pd.Timestamp | None, last: pd.Timestamp | None) -> pd.Series:
    """Mark the rows of the span asked for."""
    return rows["date"].between(first or pd.Timestamp.min, last or pd.Timestamp.max)


def _looks(done: pd.DataFrame) -> pd.Series:
    """Tell announced deeds from unannounced ones and from recorded absences."""
    looks = done["announced"].astype(bool).map({True: "announced", False: "unannounced"})
    return looks.where(done["attempted"].astype(bool), "absent") if "attempted" in done else looks


def _with_days(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the day number and fill unknown weights, in the order of days."""
    return rows.assign(
        day=day_number(rows["date"]), weight=rows["weight"].fillna(0.0).astype(float)
    ).sort_values("day", kind="stable")


def _limits(
    said: pd.DataFrame,
    done: pd.DataFrame,
    as_of: pd.Timestamp,
    first: pd.Timestamp | None,
    last: pd.Timestamp | None,
) -> tuple[float, float]:
    """Return the span to show: what was asked for, else all events and ``as_of``."""
    days = pd.concat([said["day"], done["day"]])
    low = days.min() if first is None else day_number(first)
    high = max(days.max(), day_number(as_of)) if last is None else day_number(last)
    return float(low), float(high)


def _title(actor: str, target: str | None, said: pd.DataFrame, done: pd.DataFrame) -> str:
    """Name the dyad, its numbers, and how many of them are toward several targets."""
    said, done = said.loc[said["seen"]], done.loc[done["seen"]]
    head = f"{actor} > {target or 'all targets'}: {_count(said, 'statement')}, {_count(done, 'deed')}"
    if target is None:
        return head
    alone = canonical(pd.Series([target])).iloc[0]
    joint = [int((_toward(rows, target) & (rows["target"] != alone)).sum()) for rows in (said, done)]
    others = int((~_toward(done, target)).sum())
    parts = [f"joint targets included: {joint[0]} and {joint[1]}"] if any(joint) else []
    parts += [f"linked deeds toward others: {others}"] if others else []
    return f"{head} ({'; '.join(parts)})" if parts else head


def _count(rows: pd.DataFrame, noun: str) -> str:
    """Write a number of things."""
    return f"{len(rows)} {noun}{'' if len(rows) == 1 else 's'}"
