# %% [markdown]
# # From a folder of statements to a gap
#
# Sentences go in, a table of words comes out, is checked, and is set against deeds. The machine that drafts the table
# makes mistakes, and this notebook keeps them in view: what it could not read, why it read a sentence as it did, how
# often a person disagrees, and what that does to the gap.
#
# **Everything here is invented**: three states that do not exist, what they say and what they do. The notebook writes
# the texts itself, and the person who checks the draft is simulated, too. So the truth is known at the end, which it
# never is with real texts.

# %%
import tempfile
from pathlib import Path
from textwrap import fill

import numpy as np
import pandas as pd

import rhetoric_gap as rg

pd.set_option("display.max_colwidth", 80)
STATES = {"Arda": "ARD", "Belmar": "BLM", "Corvia": "CRV"}
END = "2024-12-31"


def say(text):
    """Print a paragraph. Its numbers are computed where it stands, so they cannot go stale."""
    print(fill(text, 100), end="\n\n")


# %% [markdown]
# ## A folder of statements
#
# One file a statement, named by number, day and speaker. What a sentence *means* stands beside each pattern, along with
# the code of the deed that would keep it: the scorer sees neither. Among the patterns are sentences that sound like
# threats and are none.

# %%
MEANT = [
    ("threat", "163", "We will impose sanctions on {there}."),
    ("threat", "161", "Our government vowed to expel the ambassador of {there}."),
    ("threat", "190", "Our army will strike the bases of {there}, the president said."),
    ("threat", "191", "We will blockade the ports of {there}."),
    ("threat", "195", "We will bomb the camps in {there} if the raids continue."),
    ("promise", "073", "We promise to send humanitarian aid to {there}."),
    ("promise", "0841", "The minister pledged to release all prisoners from {there}."),
    ("comment", None, "A heat wave will strike {there} this week, our weather service said."),
    ("comment", None, "Our team will attack {there} from the first minute, its coach said."),
    ("comment", None, "Our opera will bomb in {there}, critics said."),
    ("comment", None, "The minister said that talks with {there} were useful."),
    ("demand", None, "We call on {there} to withdraw its troops."),
]
SHARES = np.array([3, 2, 3, 2, 1, 2, 2, 1.5, 2, 1.5, 1, 1])

rng = np.random.default_rng(8)
folder = Path(tempfile.mkdtemp())
names = list(STATES)
meaning, deeds = {}, []
for number in range(240):
    here, there = rng.choice(names, 2, replace=False)
    kind, deed, pattern = MEANT[rng.choice(len(MEANT), p=SHARES / SHARES.sum())]
    day = pd.Timestamp("2022-01-01") + pd.Timedelta(days=int(rng.integers(0, 1000)))
    text = pattern.format(there=there)
    (folder / f"{number:03d}_{day:%Y-%m-%d}_{STATES[here]}.txt").write_text(text, encoding="utf-8")
    meaning[text] = kind
    if deed and rng.random() < 0.6:
        when = day + pd.Timedelta(days=int(rng.integers(2, 50)))
        deeds.append((f"D{number:03d}", when, STATES[here], STATES[there], deed))
deeds = pd.DataFrame(deeds, columns=["action_id", "date", "actor", "target", "code"])
say(f"{len(list(folder.glob('*.txt')))} texts, and a record of {len(deeds)} deeds kept apart from them.")

# %% [markdown]
# ## The draft
#
# File names say when and who; the texts say the rest. Names the library cannot know are passed to it.

# %%
files = sorted(folder.glob("*.txt"))
texts = pd.DataFrame(
    [(*file.stem.split("_"), file.read_text(encoding="utf-8")) for file in files],
    columns=["number", "day", "who", "text"],
)
draft = rg.score_text(texts, date="day", actor="who", id="number", names=STATES)
print(draft)

# %%
draft.statements[
    ["statement_id", "text", "target", "kind", "code", "deed_code", "severity", "strength"]
].head(8)

# %% [markdown]
# How much of the folder could be read? `no_pattern` is the share of sentences in which no pattern was found: there the
# scorer abstains. A high share means that these texts speak another language than the lexicon.

# %%
draft.coverage.round(2)

# %% [markdown]
# ## Why was this read as a threat?

# %%
puzzling = "Our opera will bomb in Belmar, critics said."
print(rg.explain_text(puzzling))

# %% [markdown]
# The words are those of an air raid, and the rules know words. Tone would not have helped; a person sees it at once.
# So a person has to look.

# %% [markdown]
# ## The worksheet
#
# `to_worksheet` writes the draft with empty columns for a coder. Ours, simulated, takes a third of the sentences of
# each kind, drawn at random, but ten at least: rare kinds have to be checked, too. A row left blank is undecided.

# %%
path = rg.to_worksheet(draft, folder / "to_check.csv", coders=["simulated"])
sheet = pd.read_csv(path, dtype=str, keep_default_na=False)
chosen = [
    row for _, rows in sheet.groupby("kind") for row in rng.permutation(rows.index)[: max(10, len(rows) // 3)]
]
for row in chosen:
    meant = meaning[sheet.loc[row, "text"].lstrip("'")]
    right = meant == sheet.loc[row, "kind"]
    sheet.loc[row, "checked_human"] = "yes"
    if not right:
        sheet.loc[row, "kind_human"] = meant
        sheet.loc[row, "table_human"] = "neither" if meant == "comment" else "statement"
sheet.to_csv(path, index=False)

checked = rg.read_worksheet(path, draft=draft)
print(checked)

# %% [markdown]
# Machine against human, on the sentences that were checked:

# %%
both = checked.gold[checked.gold["machine_table"].eq("statement")]
pd.crosstab(both["machine_kind"].rename("machine"), both["kind"].rename("human"))

# %%
threats = both[both["machine_kind"].eq("threat")]
wrong = threats[threats["kind"].ne("threat")]
say(
    f"Of {len(threats)} checked sentences that the machine calls threats, {len(wrong)} are none. The texts were "
    "written to fool it; in real texts the share differs from source to source, and nobody knows it without looking."
)

# %% [markdown]
# ## The gap, drafted and checked
#
# First as the machine has it, then from the checked sentences alone.

# %%
choices = {"window": "60D", "match": "code", "as_of": END}
said, _ = draft.ready()
drafted = rg.gap_index(said, deeds, **choices)
alone = rg.gap_index(checked.statements, deeds, **choices)
for name, result in (("as drafted", drafted), ("checked only", alone)):
    row = result.frame.iloc[0]
    print(f"{name:<14} {row['gap']:.2f} [{row['lower']:.2f}, {row['upper']:.2f}], n = {row['n']}")

# %% [markdown]
# The draft counts sentences as threats that are none, and these are not followed by deeds: they widen the gap. The
# checked rows have it right, but they are few. `label_error_gap` uses both: it learns from the checked rows how often a
# drafted threat is one, apart for those a deed followed and those none did, draws the labels of the other rows again
# and again by that, and takes the gap each time.

# %%
study = rg.label_error_gap(draft, deeds, checked.gold, n_draws=60, **choices)
print(study)

# %%
ax = rg.plot_label_error(study)

# %% [markdown]
# ## The truth, for once
#
# Here everybody's meaning is known, so the same rows can be scored without error.

# %%
truth = said.assign(kind=said["text"].map(meaning))
true_gap = rg.gap_index(truth, deeds, **choices).gap
rows = study.frame.set_index("row")
both_ways = rows.loc["corrected: both"]
say(
    f"True gap {true_gap:.2f}. The draft says {rows.loc['as drafted', 'gap']:.2f}, the correction "
    f"{both_ways['gap']:.2f} [{both_ways['lower']:.2f}, {both_ways['upper']:.2f}]. Of its standard error, "
    f"{both_ways['se_sampling']:.3f} comes from how few statements there are and {both_ways['se_labels']:.3f} from how "
    "few were checked: more texts would lower the first, more checking the second."
)

# %% [markdown]
# ## What to take along
#
# - A draft is no data. Check a random sample of *your* texts before any number is believed.
# - Report the gap as drafted and as corrected, how many rows were checked, and by whom.
# - The correction knows the errors people found. It does not know of sentences that were never collected, or of deeds
#   that were never recorded.
# - Where everything can be checked, check everything: then nothing has to be corrected.
