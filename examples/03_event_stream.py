# %% [markdown]
# # From a raw event file to a dyad's gap
#
# Machine-coded event data (GDELT, ICEWS, POLECAT) come as one long table of who did what to whom, coded from news
# reports. Words and deeds stand in it side by side, together with much that is neither: rows dated by a turn of phrase,
# one event reported twice, a sentence coded from both sides. This notebook goes from such a file to the gap of one
# dyad, to the part of it that is more than chance, and to its flow balance. On the way it shows what gets lost if the
# file is read as just another table.
#
# **The file is synthetic.** It has the layout of a GDELT 1.0 export, but `make_event_file` wrote it, so we know what is
# in it: how large the gap is, and how many rows of every trap. The countries are real because only real codes can be
# looked up. What they say and do here is drawn at random.

# %%
import tempfile
from pathlib import Path
from textwrap import fill

import matplotlib.pyplot as plt
import pandas as pd

import rhetoric_gap as rg

pd.set_option("display.max_colwidth", 120)


def say(text):
    """Print a paragraph. Its numbers are computed where it stands, so they cannot go stale."""
    print(fill(text, 100), end="\n\n")


folder = Path(tempfile.mkdtemp())
path, truth = rg.make_event_file(
    folder / "events.export.CSV", n_days=731, n_statements=600, true_gap=0.45, seed=11
)

# %% [markdown]
# ## What a table reader sees
#
# Tabs, 58 fields, no header. The obvious way to read it, with the names put on:

# %%
from rhetoric_gap.readers.gdelt import FORMAT

NAMES = FORMAT.layouts[0].columns
naive = pd.read_csv(path, sep="\t", header=None, names=NAMES)
print(f"{len(naive):,} rows")
naive[["SQLDATE", "Actor1Code", "Actor2Code", "EventCode", "QuadClass", "DATEADDED"]].head(4)

# %% [markdown]
# It looks fine, and something is gone. An event code is a text: `040` is a consultation, `40` is nothing at all, and
# `10` may have been `010` or `10`, a statement or a demand. The table reader has made them numbers, and all codes of
# CAMEO for words and deeds of cooperation begin with a zero.

# %%
codes = pd.read_csv(path, sep="\t", header=None, names=NAMES, dtype=str)["EventCode"]
short = codes.str.startswith("0")
say(f"{short.sum():,} of {len(codes):,} codes lost their zero.")
pd.DataFrame({"in the file": codes, "as read": naive["EventCode"]})[short].drop_duplicates().head(3)

# %% [markdown]
# The tables of this library refuse such codes and say which rows they are in. Whoever turns the numbers back into text
# gets past that, and gets a gap without promises: they have no code that the scale knows, so nobody can say what they
# named.

# %%
rows = naive.dropna(subset=["Actor1Code", "Actor2Code", "EventCode"])
event = pd.DataFrame(
    {
        "date": pd.to_datetime(rows["SQLDATE"].astype(int).astype(str)),
        "actor": rows["Actor1Code"],
        "target": rows["Actor2Code"],
        "code": rows["EventCode"].astype(int),
    }
)
ids = [f"row {k}" for k in rows.index]
try:
    rg.check_statements(event.assign(statement_id=ids))
except rg.SchemaError as error:
    say(str(error).splitlines()[0])

word = rows["QuadClass"].isin([1, 3])
event["code"] = event["code"].astype(str)
said, done = (
    event[word].assign(statement_id=event.index[word]),
    event[~word].assign(action_id=event.index[~word]),
)
CHOICES = {"match": "code", "window": 30, "as_of": "2021-12-31"}
as_read = rg.gap_index(said, done, **CHOICES)
valences = as_read.outcomes.loc[as_read.outcomes["state"].isin(rg.gap.RISK_STATES), "valence"].unique()
say(
    f"Read so, the file has a gap of {as_read.gap:.2f} over {as_read.frame['n'].iloc[0]} statements, all of them of "
    f"{' and '.join(valences)}."
)

# %% [markdown]
# ## What the reader makes of it
#
# `read_gdelt` keeps codes as text, parts words from deeds, and leaves out what cannot be paired, each kind of row with
# its count. Nothing else is missing: what comes into a step is what came out of the one before.

# %%
events = rg.read_gdelt(path)
account = events.account
account.loc[account["rows_in"] != account["rows_out"], ["step", "rows_in", "rows_out", "why"]]

# %%
statements, actions = events
say(
    f"{account['rows_in'].iloc[0]:,} lines became {len(statements):,} statements and {len(actions):,} actions. One "
    f"line was cut short; pandas had filled it up with missing values without a word, the reader names it:"
)
events.rejected[["file", "line", "why"]]

# %% [markdown]
# Some rows are not left out but marked. *Mirrored* rows are talks coded once from each side; whether that is one event
# or two depends on the question (`mirrored="once"`). Word and deed coded *from the same article* stay in the tables
# too, and are never linked: one report is not evidence of two events.

# %%
both = set(statements["source_id"].str.split(";").explode()) & set(
    actions["source_id"].str.split(";").explode()
)
say(
    f"{sum(table['mirrored'].sum() for table in events)} rows are mirrored, {len(both)} articles were coded as a word "
    f"and as a deed."
)
print(events)

# %% [markdown]
# ## What each trap does to the gap
#
# `gap_index` takes what a reader returns. Below, the guards are switched off one at a time. The true gap is known here:
# that of the statements whose windows have closed, before anything else happens to fit them.

# %%
blind = [table.drop(columns="source_id") for table in events]
variants = {
    "all guards on": rg.gap_index(events, match="code"),
    "backdated rows kept": rg.gap_index(rg.read_gdelt(path, backdated="keep"), match="code"),
    "one article may be word and deed": rg.gap_index(*blind, **CHOICES),
    "repeated reports counted": rg.gap_index(rg.read_gdelt(path, duplicates=["id"]), match="code"),
    "codes read as numbers": as_read,
}
table = pd.concat({name: result.frame[["n", "gap", "lower", "upper"]] for name, result in variants.items()})
print(f"true gap: {truth['realised_gap']:.3f} over {truth['n_closed']} statements")
table.droplevel(1).round(3)

# %% [markdown]
# Rows dated back and events reported twice add words that no deed follows, and an article that answers itself makes a
# word look kept. The last line is the one to fear: half of the statements are gone, errors of both signs have
# cancelled, and the number looks right. Here each kind of trap is one row in a hundred.
#
# ## More than chance?
#
# Deeds come along anyway. The control for chance moves each dyad's deeds away from its words and pairs them again: what
# is then still "kept" is what busy actors keep by accident. The *excess* is how much smaller the gap is than that.

# %%
by_dyad = rg.gap_index(events, match="code", by=["actor", "target"], chance=499)
columns = [
    "actor",
    "target",
    "n",
    "gap",
    "lower",
    "upper",
    "gap_if_chance",
    "excess",
    "p_chance",
    "unannounced_share",
]
by_dyad.frame[columns].round(2)

# %%
fig, ax = plt.subplots(figsize=(9, 4.4))
rg.plot_gap(by_dyad, ax=ax)
plt.show()

# %% [markdown]
# ## One dyad
#
# The dyad with the most statements, on its own: beside chance, and in time.

# %%
busiest = by_dyad.frame.sort_values(["n", "actor"], ascending=[False, True]).iloc[0]
actor, target = busiest["actor"], busiest["target"]
mine = [table[(table["actor"] == actor) & (table["target"] == target)] for table in events]
dyad = rg.gap_index(*mine, chance=999, **CHOICES)
row = dyad.frame.iloc[0]
say(
    f"{actor} to {target}: a gap of {row['gap']:.2f} ({row['lower']:.2f} to {row['upper']:.2f}) over {row['n']} "
    f"statements. With the same deeds at other times it would be {row['gap_if_chance']:.2f}, so {row['excess']:.2f} of "
    f"the follow-through is more than chance (p = {row['p_chance']:.3f}). {row['unannounced_share']:.0%} of the "
    f"severity of its deeds was announced by no statement."
)
fig, ax = plt.subplots(figsize=(9, 3.6))
rg.plot_chance(dyad, ax=ax)
plt.show()

# %%
half_year = [table[table["date"] < "2020-07-01"] for table in mine]
fig, ax = plt.subplots(figsize=(12.5, 5))
rg.plot_timeline(
    rg.gap_index(*half_year, match="code", window=30, as_of="2020-06-30"), actor=actor, target=target, ax=ax
)
plt.show()

# %% [markdown]
# By quarter, over all dyads. A statement counts in the quarter in which it was made; the last quarter is still partly
# open, since deeds had 30 days to come.

# %%
fig, ax = plt.subplots(figsize=(9, 4.2))
rg.plot_trend(rg.gap_index(events, match="code", freq="QE"), ax=ax)
plt.show()

# %% [markdown]
# ## Flow balance
#
# All words against all deeds of a dyad, not paired: 1 is talk only, -1 deeds only. It is another question than the gap,
# and has another answer. Dyads that are only there because talks were coded from both sides have no gap and are left
# out.

# %%
flow = rg.flow_balance(events, by=["actor", "target"])
flow = flow.merge(by_dyad.frame[["actor", "target", "gap"]], on=["actor", "target"])
flow[["actor", "target", "n_statements", "n_actions", "words", "deeds", "balance", "log_ratio", "gap"]].round(
    2
)

# %% [markdown]
# ## What was known when
#
# GDELT says when a row was added. The tables carry it as `reported_at`, so the gap can be had as it was known on any
# day, without what was reported later.

# %%
vintages = rg.gap_vintages(events, match="code", freq="QE")
vintages.frame.set_index("vintage")[["n", "n_open", "gap", "lower", "upper"]].round(2)

# %% [markdown]
# ## And the truth?

# %%
whole = variants["all guards on"].frame.iloc[0]
inside = "inside" if whole["lower"] < truth["realised_gap"] < whole["upper"] else "outside"
say(
    f"The file was made with a gap of {truth['gap']:.2f}. Of the statements drawn, {truth['n_closed']} could be put to "
    f"the test, and their true gap is {truth['realised_gap']:.3f}. The reader and the index find {whole['gap']:.3f}, "
    f"interval {whole['lower']:.3f} to {whole['upper']:.3f}: the truth is {inside}. The estimate is a little low, as "
    f"it must be: one-to-one pairing is the kindest reading, and now and then a deed that had nothing to do with a "
    f"word fits it."
)
say(
    "A real stream has no column with the truth. It has the account, the notes and the control for chance: an account "
    "that does not lose rows silently, notes on what a row cannot say, and a yardstick for how much follow-through "
    "busy actors show by accident."
)
