# %% [markdown]
# # More bark than bite? North Korea's words and deeds
#
# An essay of June 2024 argued that North Korea's hostile declarations against the South, and its new partnership
# with Russia, look more dangerous than they are: more bark than bite. This notebook takes the record of words and
# deeds that comes with `rhetoric_gap` and asks what it says to that, on the essay's date and at the end of the record.
#
# Three words are used throughout. The **bark** is the severity of the deeds that statements *name*; the **bite** is
# the part of it earned by deeds that were recorded, on the same scale. The **gap** is the rest, `1 - bite / bark`
# over the statements that could be tested: 0 if all was done, 1 if it was all talk. It describes a record and does
# not say why a deed is missing.

# %%
from dataclasses import replace
from textwrap import fill

import matplotlib.pyplot as plt
import pandas as pd

import rhetoric_gap as rg

ESSAY = "2024-06-20"
pd.set_option("display.max_colwidth", 200)


def say(text):
    """Print a paragraph. Its numbers are computed where it stands, so they cannot go stale."""
    print(fill(text, 100), end="\n\n")


# %% [markdown]
# ## The case
#
# A *case* brings its tables, the coder's links between word and deed, the window in which a deed counts, and its
# sources.

# %%
nk = rg.load_dataset("north_korea")
print(nk)

# %% [markdown]
# The essay's claims are a table too, in our words. These concern the gap:

# %%
claims = nk.tables["essay_claims"].set_index("claim_id")
claims.loc[["E05", "E08", "E12", "E24", "E32"], ["type", "claim"]]

# %% [markdown]
# ## One threat and its deeds
#
# Before any sum, one threat with a number in it, and the deeds that the coder linked to it.

# %%
threat = rg.outcomes(nk).set_index("statement_id").loc["S029"]
say(f"{threat['actor']} to {threat['target']}, {threat['date']:%Y-%m-%d}. {threat['text']}")
why = rg.explain_pair(nk, statement_id="S029")
print(why)

deeds = why.deeds.loc[
    why.deeds["verdict"].str.startswith("coded"), ["action_id", "lag", "severity", "verdict"]
]
deeds.merge(nk.actions[["action_id", "description"]], on="action_id")

# %%
say(
    f"The threat named a severity of {threat['severity']}. The best of its deeds has {deeds['severity'].max()} and, as "
    f"the coder reads it, answers half of the threat. That earns {threat['credit']:.1f}: the gap of this one threat is "
    f"{1 - threat['share']:.2f}. A deed never earns more than was named, and deeds do not add up."
)

# %% [markdown]
# ## The gap on two dates
#
# `as_of` forgets everything that became known later, words and deeds alike. On the left what could be known when the
# essay was written, on the right the end of the record.

# %%
then, now = rg.gap_index(nk, as_of=ESSAY), rg.gap_index(nk)
sides = [result.summary().table.iloc[0].rename(f"{result.as_of:%Y-%m-%d}") for result in (then, now)]
pd.concat(sides, axis=1).fillna("-")

# %%
old, new = then.frame.iloc[0], now.frame.iloc[0]
say(
    f"In June 2024 {old['n']} of {old['n_statements']} statements could be scored. Their gap is {old['gap']:.2f}, "
    f"without an interval ({old['reason']}). {old['n_open']} windows were open and {old['n_not_triggered']} conditions "
    f"had not come about, so the gap over all of them could be anything from {old['bound_low']:.2f} to "
    f"{old['bound_high']:.2f}: that record could neither bear out the essay nor refute it."
)
say(
    f"By {now.as_of:%B %Y} {new['n']} statements are scored: {new['n_kept']} kept, {new['n_partial']} in part, "
    f"{new['n_unfulfilled'] + new['n_late']} not. The gap is {new['gap']:.2f}, its {new['level']:.0%} interval "
    f"{new['lower']:.2f} to {new['upper']:.2f}, its bounds {new['bound_low']:.2f} to {new['bound_high']:.2f}. Counted "
    f"without their severity the same statements have a gap of {new['gap_unweighted']:.2f}: the graver the word, the "
    f"{'less' if new['cov_term'] > 0 else 'more'} of it was done."
)

# %% [markdown]
# Unfulfilled is a state on a date. What became of the words that counted as unfulfilled in June 2024:

# %%
missing = then.outcomes.loc[then.outcomes["state"] == "unfulfilled", "statement_id"]
now.outcomes.set_index("statement_id").loc[missing, ["text", "state", "late", "action_id", "lag"]]

# %% [markdown]
# ## By target and by kind
#
# A word to several states at once (`KOR;USA`) is one statement, and such words are a group of their own. Where fewer
# than ten statements are scored there is no interval, and the reason stands at the end of the row.

# %%
SHOWN = ["n", "kept", "partial", "unfulf.", "open", "not trig.", "gap", "95 % interval", "bounds", "remark"]
rg.gap_index(nk, by="target").summary().table.set_index("target")[SHOWN]

# %%
rg.gap_index(nk, by="kind").summary().table.set_index("kind")[SHOWN]

# %% [markdown]
# ## Threats whose condition never came about
#
# Most of the gravest threats have a condition: the South will be destroyed *if* it attacks. It did not. Such a threat
# has not been tested, and a deterrent that works looks exactly like this. It enters the bounds and never the gap.

# %%
untested = now.outcomes.loc[now.outcomes["state"].isin(["not_triggered", "trigger_unknown"])]
scored = now.outcomes.loc[now.outcomes["state"].isin(rg.gap.RISK_STATES)]
gravest_first = untested.sort_values(["severity", "date"], ascending=[False, True])
gravest_first[["statement_id", "date", "target", "severity", "condition", "state"]].head(8)

# %%
naive_old, naive = (rg.gap_index(nk, as_of=day, conditional="all").gap for day in (ESSAY, None))
threats_only = untested.loc[untested["kind"] == "threat", "severity"]
say(
    f"{len(untested)} statements were not tested. The {len(threats_only)} threats among them name a severity of "
    f"{threats_only.mean():.2f} on average, the scored statements {scored['severity'].mean():.2f}. Read as if no "
    f'word had a condition (conditional="all"), the gap would be {naive:.2f} instead of {new["gap"]:.2f}, and in June '
    f"2024 {naive_old:.2f} instead of {old['gap']:.2f}. The difference lies in conditions that did not come about: "
    f"nobody knows what would have followed them."
)

# %% [markdown]
# ## Refusals and denials
#
# A commitment *not* to act is kept by absence and contradicted by a deed, so it stays out of the gap.

# %%
denied = now.outcomes.loc[now.outcomes["kind"].isin(["refusal", "denial"])]
pd.crosstab(denied["kind"], denied["state"])

# %%
contradicted = denied.loc[denied["state"] == "contradicted"].merge(nk.links, on="statement_id")
contradicted[["statement_id", "text", "note"]]

# %% [markdown]
# ## Figures
#
# Every plot takes a result and draws what it says. First the quarters. Few statements are scored in any one of them:
# the counts stand below the axis, and the shaded bars show what the untested statements could do to the point.

# %%
fig, ax = plt.subplots(figsize=(9, 4.2))
rg.plot_trend(rg.gap_index(nk, freq="QE"), ax=ax)
plt.show()

# %% [markdown]
# Bark and bite by target. The line between them is what was named and not done.

# %%
fig, ax = plt.subplots(figsize=(9, 3.8))
rg.plot_bark_bite(rg.gap_index(nk, by="target"), ax=ax)
plt.show()

# %% [markdown]
# Words to the South and deeds against it: above what was named, below what was done. Most deeds were never announced.
# The gravest words have no line to a deed: triangles were not tested, at crosses no deed is recorded.

# %%
fig, ax = plt.subplots(figsize=(11, 5.4))
rg.plot_timeline(now, actor="PRK", target="KOR", ax=ax)
plt.show()

# %% [markdown]
# ## The partnership with Russia
#
# The essay expected the partnership of Moscow and Pyongyang to disappoint too. Its words and deeds are a case of their
# own, coded on another scale of severity: compare gaps across the two cases, not severities.

# %%
rp = rg.load_dataset("russia_partners")
rp_then, rp_now = (rg.gap_index(rp, by=["actor", "target"], as_of=day) for day in (ESSAY, None))
DYADS = [("PRK", "RUS"), ("RUS", "PRK"), ("CHN", "RUS"), ("RUS", "CHN")]


def chosen_dyads(result):
    """Pick the dyads of interest from the table of a result."""
    table = result.summary().table.set_index(["actor", "target"])
    return table.loc[
        DYADS, ["n", "kept", "partial", "unfulf.", "gap", "95 % interval", "bounds", "contradicted"]
    ]


pd.concat({f"as of {result.as_of:%Y-%m-%d}": chosen_dyads(result) for result in (rp_then, rp_now)})

# %%
dyads = [result.frame.set_index(["actor", "target"]) for result in (rp_then, rp_now)]
(nk_old, nk_new), (ru_old, ru_new) = ([frame.loc[dyad] for frame in dyads] for dyad in DYADS[:2])
since = rp.actions.query("actor == 'PRK' and target == 'RUS' and date > @ESSAY")
gravest = since.sort_values(["severity", "date", "action_id"], ascending=[False, True, True]).iloc[0]
denials, broken = (nk_new[column] + ru_new[column] for column in ("n_denials", "n_contradicted"))
say(
    f"What North Korea said it would do for Russia had a gap of {nk_old['gap']:.2f} in June 2024, over {nk_old['n']} "
    f"statements. By {rp_now.as_of:%B %Y} it is {nk_new['gap']:.2f} over {nk_new['n']} ({nk_new['lower']:.2f} to "
    f"{nk_new['upper']:.2f}): {nk_new['n_kept']} kept, {nk_new['n_partial']} in part. The gravest deed since then, in "
    f'the words of the record: "{gravest["description"]}"'
)
say(
    f"Russia's words to North Korea had a gap of {ru_old['gap']:.2f} then and have one of {ru_new['gap']:.2f} now, "
    f"over {ru_old['n']} and {ru_new['n']} statements. {broken} of {denials} denials between the two were contradicted "
    f"by a deed."
)

# %% [markdown]
# ## How far the choices carry
#
# Every result prints its choices, and changing one is a keyword. The interval also rests on what counts as
# independent: by default the directed dyad, else whatever a column `cluster` says.

# %%
words = nk.statements
by_topic = words.assign(cluster=words["topic"])
by_quarter = words.assign(cluster=words["date"].dt.to_period("Q").astype(str))
variants = {
    "as above (clusters are dyads)": now,
    "clusters are topics": rg.gap_index(replace(nk, statements=by_topic)),
    "clusters are quarters": rg.gap_index(replace(nk, statements=by_quarter)),
    "only words that name a deed": rg.gap_index(nk, min_strength=3),
    "conditions ignored": rg.gap_index(nk, conditional="all"),
}
rows = {name: result.summary().table.iloc[0] for name, result in variants.items()}
pd.DataFrame(rows).T[["n", "gap", "95 % interval", "bounds"]]

# %%
share = scored.groupby("cluster")["severity"].sum() / scored["severity"].sum()
say(
    f"The {new['n_clusters']} dyads are one speaker and sets of targets that overlap, and {share.idxmax()} alone holds "
    f"{share.max():.0%} of the severity. So few and so unequal clusters make an interval too narrow: in the project's "
    f"simulation (benchmarks/coverage.py) it holds the true gap less often than the {new['level']:.0%} it says. The "
    f"widest interval of the same gap is the one to quote."
)

# %% [markdown]
# ## The verdict
#
# Where words were grave and where they were not: the scored statements by the severity they name.

# %%
bands = pd.cut(scored["severity"], [0, 0.35, 0.65, 1], labels=["0.1 to 0.3", "0.4 to 0.6", "0.7 to 1"])
by_band = pd.crosstab(bands, scored["state"])
sums = scored.groupby(bands, observed=False)[["severity", "credit"]].sum()
by_band.assign(gap=(1 - sums["credit"] / sums["severity"]).round(2))

# %%
grave = now.outcomes.loc[(now.outcomes["kind"] == "threat") & (now.outcomes["severity"] >= 0.7)]
tested = grave.loc[grave["state"].isin(rg.gap.RISK_STATES)]
answered = int((tested["credit"] > 0).sum())
gravest_deed = now.actions.loc[now.actions["scope"] == "core", "severity"].max()
say(
    f"Toward the South, the United States and Japan. {len(grave)} threats name a severity of 0.7 or more. The record "
    f"shows the condition of {len(tested)} of them as met, and a deed that answers the threat for {answered or 'none'} "
    f"of these. The other {len(grave) - len(tested)} were not tested and count for neither side. The gravest deed on "
    f"record has a severity of {gravest_deed}. As far as it goes that is what the essay would expect. How far it goes "
    f"is {len(tested)} threats."
)
say(
    f"Toward Russia. The essay's reading fits its date better than what followed: the gap of North Korea's words to "
    f"Russia was {nk_old['gap']:.2f} over {nk_old['n']} statements and is {nk_new['gap']:.2f} over {nk_new['n']}."
)
say(
    f"Beyond words. {new['unannounced_share']:.0%} of the severity of North Korea's deeds was announced by no "
    f"statement in the record. A gap is about words that were said; bite without bark is not in it."
)

# %% [markdown]
# What these numbers are not:
#
# - **A gap is not a lie.** It says that recorded deeds fell short of named ones, and nothing about why, or about what
#   was meant.
# - **No recorded deed is not no deed.** Both cases rest on open sources, mostly in English.
# - **One coder, a purposive sample.** The statements are prominent ones, picked by hand: their number is not the volume
#   of rhetoric, and another coder may differ on severities, conditions and links.
# - **The number depends on choices**: the severity scale, the window, what counts as a condition met. Those the library
#   makes are printed with every result.
#
# ## Your own data
#
# Two tables, pandas or Polars, and links if you coded any. `severity` may be left out where a CAMEO `code` gives it. A
# table that breaks its schema is refused with a list of every row to mend.

# %%
said = pd.DataFrame(
    {
        "statement_id": ["S1", "S2", "S3"],
        "date": ["2024-01-01", "2024-01-10", "2024-01-15"],
        "actor": "AAA",
        "target": ["BBB", "BBB", "CCC"],
        "severity": [0.6, 0.4, 0.8],
        "kind": ["threat", "threat", "promise"],
        "topic": ["border", "trade", "aid"],
    }
)
done = pd.DataFrame(
    {
        "action_id": ["A1", "A2"],
        "date": ["2024-01-20", "2024-03-01"],
        "actor": "AAA",
        "target": ["BBB", "CCC"],
        "severity": [0.6, 0.5],
        "topic": ["border", "aid"],
    }
)
mine = rg.gap_index(said, done, window="60D", as_of="2024-06-30")
print(mine)

# %% [markdown]
# One row per statement says what became of it and which deed it was credited with. With links of your own the call is
# `rg.gap_index(said, done, links=my_links)`.

# %%
mine.outcomes[["statement_id", "severity", "credit", "state", "action_id", "lag", "how"]]

# %% [markdown]
# `mine.to_latex()` is the table for a paper, `mine.summary()` has the findings in words, with assumptions and caution:

# %%
for paragraph in mine.summary().prose.splitlines():
    say(paragraph)
