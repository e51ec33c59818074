"""Drawing the events of a synthetic stream, and the rows that make a real one treacherous."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rhetoric_gap.simulate.plan import ALL_PAIRS

#: Countries small and far apart, so that nobody takes what they "did" here for news.
COUNTRIES = ("ISL", "NZL", "URY", "BWA", "LUX", "FJI", "MLT", "CPV", "BTN", "PRY")
#: What fills most of any stream: talk that names no deed, and deeds that keep none of the words used here.
TALK, VISITS = ("010", "020", "111", "1121"), ("040", "042", "046", "043")
BACKDATED = (1, 7, 30, 365, 3650)
#: Days from an event to its report; none of them is one by which rows are dated back.
DELAYS, DELAY_SHARES = (0, 2, 4), (0.9, 0.06, 0.04)
UNKNOWN_CODES = ("99", "9999")
ARTICLE_DELAY, ARTICLE_LAG = 5, 3
TRAPS = (
    "backdated",
    "mirrored",
    "domestic",
    "no_actor",
    "duplicates",
    "repeated",
    "same_article",
    "unknown_code",
    "malformed",
)


@dataclass(frozen=True, kw_only=True)
class EventPlan:
    """The arguments of :func:`rhetoric_gap.make_event_file`, where they are explained; ``traps``: rows of each."""

    format: str
    n_days: int
    n_dyads: int
    n_statements: int
    true_gap: float
    background_rate: float
    talk_rate: float
    window: int
    start: pd.Timestamp
    traps: int

    @property
    def last(self) -> pd.Timestamp:
        """Last day on which anything is reported."""
        return self.start + pd.Timedelta(days=self.n_days - 1)


def draw_events(plan: EventPlan, rng: np.random.Generator) -> pd.DataFrame:
    """Draw the true events: words, their deeds, other deeds and talk; one per dyad, day and code."""
    pairs = np.array(ALL_PAIRS)
    place = rng.choice(plan.n_days * plan.n_dyads, plan.n_statements, replace=False)
    day, dyad = place // plan.n_dyads, place % plan.n_dyads
    pair = rng.integers(len(pairs), size=len(place))
    kept = rng.random(len(place)) >= plan.true_gap
    words = _frame(plan, rng, day, dyad, pairs[pair, 0]).assign(pair=pair, kept=kept.astype(float))
    lag = rng.integers(1, plan.window + 1, size=len(place))
    deeds = _frame(plan, rng, (day + lag)[kept], dyad[kept], pairs[pair[kept], 1])
    # Of two deeds on one day and of one code one would be taken for a second report of the other.
    deeds["word"] = np.flatnonzero(kept)
    n_other = rng.poisson(plan.background_rate * plan.n_days * plan.n_dyads)
    others = _frame(plan, rng, *_anywhere(plan, rng, n_other), rng.choice(pairs[:, 1], n_other))
    n_talk = rng.poisson(plan.talk_rate * plan.n_days * plan.n_dyads)
    talk = _frame(plan, rng, *_anywhere(plan, rng, n_talk), rng.choice(np.array(TALK + VISITS), n_talk))
    # A source that covers a day reports something on it.
    daily = _frame(
        plan,
        rng,
        np.arange(plan.n_days),
        _anywhere(plan, rng, plan.n_days)[1],
        np.array([VISITS[0]] * plan.n_days),
    )
    daily["reported"] = daily["date"]
    events = pd.concat([words, deeds, daily, others, talk], ignore_index=True)
    events = events.drop_duplicates(["date", "actor", "target", "code"], ignore_index=True)
    events = events.loc[events["reported"] <= plan.last].reset_index(drop=True)
    found = events["word"].dropna().astype(int).to_numpy()
    said = events["kept"].notna()
    # What was not reported by the last day, or fell together with another event, is not in the file.
    events.loc[said, "kept"] = np.isin(_number(words, events.loc[said]), found).astype(float)
    return events.drop(columns="word")


def _number(words: pd.DataFrame, kept: pd.DataFrame) -> np.ndarray:
    """Return which of the words drawn each row is."""
    keys = ["date", "actor", "target", "code"]
    numbers = pd.Series(np.arange(len(words)), index=pd.MultiIndex.from_frame(words[keys]))
    return numbers.loc[pd.MultiIndex.from_frame(kept[keys])].to_numpy()


def _anywhere(plan: EventPlan, rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw days and dyads."""
    return rng.integers(plan.n_days, size=n), rng.integers(plan.n_dyads, size=n)


def _frame(
    plan: EventPlan, rng: np.random.Generator, day: np.ndarray, dyad: np.ndarray, code: np.ndarray
) -> pd.DataFrame:
    """Lay out events, each with a report and an article of its own."""
    n = len(COUNTRIES)
    step, first = np.divmod(dyad, n)
    names = np.array(COUNTRIES)
    date = plan.start + pd.to_timedelta(day, unit="D")
    delay = rng.choice(DELAYS, size=len(day), p=DELAY_SHARES)
    return pd.DataFrame(
        {
            "date": date,
            "reported": date + pd.to_timedelta(delay, unit="D"),
            "actor": names[first],
            "target": names[(first + 1 + step) % n],
            "code": code,
            "article": rng.integers(10**9, 10**10, size=len(day)),
            "pair": np.full(len(day), -1),
            "kept": np.full(len(day), np.nan),
            "word": np.full(len(day), np.nan),
        }
    )


def with_traps(
    events: pd.DataFrame, plan: EventPlan, rng: np.random.Generator
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Add the rows that make a stream treacherous, and count them."""
    articles = _same_article(events, plan, rng)
    added = {
        "backdated": _backdated(events, plan, rng) if plan.format != "icews" else events.iloc[:0],
        "mirrored": _mirrored(events, plan, rng),
        "domestic": _domestic(events, plan, rng),
        "no_actor": _no_actor(events, plan, rng),
        "repeated": _repeated(events, plan, rng),
        "same_article": articles,
        "unknown_code": _unknown(events, plan, rng),
    }
    rows = events.copy()
    # The article of a word that seems to be fulfilled by it was written once both had happened.
    rows.loc[articles.index, "reported"] = articles["reported"]
    rows["trap"] = ""
    parts = [rows, *(table.assign(trap=name) for name, table in added.items())]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows.sort_values(["reported", "date"], kind="stable", ignore_index=True)
    ends = rows.index[rows["reported"].isin([rows["reported"].min(), rows["reported"].max()])]
    inner = rows.index.difference(ends)[rows.loc[rows.index.difference(ends), "trap"].eq("")]
    again = rng.choice(inner, size=plan.traps, replace=False)
    cut = rng.choice(np.setdiff1d(inner, again), size=1)
    twice = rows.loc[again].assign(trap="duplicates", of=again)
    short = rows.loc[cut].assign(trap="malformed", code="010", article=rng.integers(10**9, 10**10, size=1))
    rows = pd.concat([rows, twice, short]).sort_values(
        ["reported", "date"], kind="stable", ignore_index=False
    )
    rows["of"] = rows["of"].fillna(pd.Series(rows.index, index=rows.index)).astype(int)
    counts = {name: len(table) for name, table in added.items()} | {
        "duplicates": len(twice),
        "malformed": len(short),
    }
    return rows.reset_index(drop=True), {name: counts[name] for name in TRAPS}


def _some(events: pd.DataFrame, n: int, rng: np.random.Generator) -> pd.DataFrame:
    """Draw some events, as reported on their own day and by an article of its own."""
    rows = events.iloc[np.sort(rng.choice(len(events), size=min(n, len(events)), replace=False))]
    article = rng.integers(10**9, 10**10, size=len(rows))
    return rows.assign(article=article, pair=-1, kept=np.nan)


def _backdated(events: pd.DataFrame, plan: EventPlan, rng: np.random.Generator) -> pd.DataFrame:
    """Let articles speak of last week, last month, last decade, in numbers that are too round."""
    words = events.loc[events["kept"].notna()]
    rows = _some(words, plan.traps, rng)
    days = np.resize(BACKDATED, len(rows))
    return rows.assign(date=rows["reported"] - pd.to_timedelta(days, unit="D"))


def _mirrored(events: pd.DataFrame, plan: EventPlan, rng: np.random.Generator) -> pd.DataFrame:
    """Code talks a second time, from the other side and from the same sentence."""
    talks = events.loc[events["code"].isin(VISITS)]
    taken = set(talks[["actor", "target"]].itertuples(index=False, name=None))
    alone = [(b, a) not in taken for a, b in talks[["actor", "target"]].itertuples(index=False, name=None)]
    talks = talks.loc[alone]
    rows = talks.iloc[np.sort(rng.choice(len(talks), size=min(plan.traps, len(talks)), replace=False))]
    return rows.assign(actor=rows["target"], target=rows["actor"])


def _domestic(events: pd.DataFrame, plan: EventPlan, rng: np.random.Generator) -> pd.DataFrame:
    rows = _some(events, plan.traps, rng)
    return rows.assign(target=rows["actor"])


def _no_actor(events: pd.DataFrame, plan: EventPlan, rng: np.random.Generator) -> pd.DataFrame:
    rows = _some(events, plan.traps, rng)
    first = np.arange(len(rows)) % 3 == 0
    return rows.assign(actor=rows["actor"].where(~first, ""), target=rows["target"].where(first, ""))


def _repeated(events: pd.DataFrame, plan: EventPlan, rng: np.random.Generator) -> pd.DataFrame:
    """Report some events a second time, from elsewhere."""
    return _some(events, plan.traps, rng)


def _unknown(events: pd.DataFrame, plan: EventPlan, rng: np.random.Generator) -> pd.DataFrame:
    rows = _some(events, plan.traps, rng)
    return rows.assign(code=np.resize(UNKNOWN_CODES, len(rows)))


def _same_article(events: pd.DataFrame, plan: EventPlan, rng: np.random.Generator) -> pd.DataFrame:
    """Code the deed of an unfulfilled word from the word's own article; the index is that of the words.

    Only where no other word of the kind could take the deed instead.
    """
    words = events.loc[events["kept"].notna()].sort_values(["actor", "target", "pair", "date"], kind="stable")
    reach = pd.Timedelta(days=plan.window + ARTICLE_LAG)
    by = words.groupby(["actor", "target", "pair"])["date"]
    far = (by.diff().fillna(reach * 2) > reach) & (-by.diff(-1)).fillna(reach * 2).gt(reach)
    in_time = words["date"] + pd.Timedelta(days=ARTICLE_DELAY) <= plan.last
    free = words.loc[words["kept"].eq(0) & far & in_time]
    rows = free.iloc[np.sort(rng.choice(len(free), size=min(plan.traps, len(free)), replace=False))]
    deed = np.array(ALL_PAIRS)[rows["pair"].to_numpy(dtype=int), 1]
    rows = rows.assign(
        reported=rows["date"] + pd.Timedelta(days=ARTICLE_DELAY), date=rows["date"] + pd.Timedelta(days=ARTICLE_LAG),
        code=deed, pair=-1, kept=np.nan,
    )  # fmt: skip
    taken = set(events[["date", "actor", "target", "code"]].itertuples(index=False, name=None))
    new = [
        key not in taken
        for key in rows[["date", "actor", "target", "code"]].itertuples(index=False, name=None)
    ]
    return rows.loc[new]
