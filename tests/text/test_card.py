from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import rhetoric_gap as rg


@pytest.fixture(scope="module")
def scorer() -> rg.TrainedScorer:
    rng = np.random.default_rng(0)
    yes = [f"Firm {n} will build {rng.integers(2, 99)} mills in region {n * 13}" for n in range(60)]
    no = [f"Region {n * 17} was poor when firm {rng.integers(99)} closed" for n in range(60)]
    return rg.train_scorer(
        [*yes, *no], ["yes|so"] * 60 + ["no"] * 60, label="stance", groups=[n % 6 for n in range(120)]
    )


def section(card: str, name: str) -> str:
    return re.split(r"\n#+ ", card.split(f" {name}\n", 1)[1])[0]


def table(text: str) -> pd.DataFrame:
    lines = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line] for line in lines]
    return pd.DataFrame(cells[2:], columns=cells[0])


def test_the_card_has_its_parts_in_order(scorer: rg.TrainedScorer) -> None:
    heads = re.findall(r"^#+ (.+)$", scorer.card(), re.MULTILINE)
    assert heads == [
        "Model card: stance",
        "Intended use",
        "Data",
        "Quality",
        "By class",
        "Limits",
        "Made with",
    ]


def test_its_numbers_are_the_scorers(scorer: rg.TrainedScorer) -> None:
    card = scorer.card()
    quality = table(section(card, "Quality")).set_index("measure")
    for row in scorer.quality.itertuples():
        shown = quality.loc[row.measure]
        assert shown["estimate"] == f"{row.estimate:.3f}"
        assert shown["n"] == "120"
        assert shown["n groups"] == "6"
    classes = table(section(card, "By class"))
    assert classes["n"].tolist() == ["60", "60"]
    data = section(card, "Data")
    assert "120 labelled texts" in data
    assert "6 groups were given" in data


def test_it_names_versions_and_the_lexicon_and_no_date(scorer: rg.TrainedScorer) -> None:
    made = section(scorer.card(), "Made with")
    assert rg.Lexicon.default().digest in made
    assert rg.__version__ in made
    assert not re.search(r"\b20\d\d\b|:\d\d:", scorer.card())


def test_a_bar_in_a_label_does_not_end_its_cell(scorer: rg.TrainedScorer) -> None:
    assert table(section(scorer.card(), "By class"))["label"].tolist() == ["no", "yes\\|so"]


def test_a_label_of_ones_own_has_no_rules_to_beat(scorer: rg.TrainedScorer) -> None:
    assert "rules alone" not in scorer.card()
    assert scorer.facts["rules_alone"] is None


def test_what_led_to_a_class_is_the_other_way_round_for_the_other_class(scorer: rg.TrainedScorer) -> None:
    for text, given in (("Firm 3 will build 4 mills", "yes|so"), ("Region 7 was poor when it closed", "no")):
        found = scorer.contributions(text, top=5)
        assert len(found) == 5
        assert set(found["label"]) == {given}
        assert found["contribution"].iloc[0] > 0
        assert np.allclose(found["value"] * found["coefficient"], found["contribution"])
