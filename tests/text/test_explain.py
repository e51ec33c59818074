"""Every label is explained by the words it came from, and the picture of it is safe and readable without colour."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rhetoric_gap as rg
from rhetoric_gap.text._contributions import contributions
from rhetoric_gap.text._evidence import COLUMNS
from rhetoric_gap.text.highlight import marked_text

THREAT = "North Korea threatened to bomb Seoul."
LONG = "If Seoul does not stop, Beijing will bomb its bases within 3 days, Kim said after the attack."


def row(why: rg.Explanation, role: str) -> pd.Series:
    return why.frame.loc[why.frame["role"].eq(role)].iloc[0]


def test_the_words_that_decide_carry_weight_rule_and_line() -> None:
    decides = row(rg.explain_text(THREAT), "decides")
    assert decides["text"].startswith("threatened")
    assert (decides["label"], decides["code"]) == ("THREATEN", "1384")
    assert 0 < decides["score"] <= decides["weight"]
    assert re.fullmatch(r"lexicon\.csv line \d+ \(version 1\)", decides["source"])
    assert decides["rule"].startswith("pattern '")


def test_the_deed_is_told_from_the_word() -> None:
    deed = row(rg.explain_text(THREAT), "names the deed")
    assert (deed["text"], deed["label"], deed["code"]) == ("bomb", "ASSAULT", "195")
    assert "governed by" in deed["rule"]


def test_score_is_weight_times_the_factors_named_in_the_rule() -> None:
    frame = rg.explain_text(LONG).frame
    found = frame.loc[frame["score"].notna()]
    for _, one in found.iterrows():
        factors = [float(x) for x in re.findall(r" x (\d\.\d+)", one["rule"])]
        assert one["score"] == pytest.approx(one["weight"] * float(np.prod(factors)), rel=0.05)


def test_what_was_discounted_says_why() -> None:
    aside = row(rg.explain_text(LONG), "set aside")
    assert aside["text"] == "attack"
    assert "in a clause opened by 'after'" in aside["rule"]
    assert any("set aside" in note for note in rg.explain_text(LONG).notes)


def test_condition_deadline_and_countries_have_their_rows() -> None:
    frame = rg.explain_text(LONG).frame.set_index("role")
    assert frame.loc["condition clause", "text"] == "If Seoul does not stop"
    assert frame.loc["deadline clause", "text"] == "within 3 days"
    assert set(frame.loc[["named"], "code"]) >= {"CHN"}


def test_words_are_the_text_at_their_place() -> None:
    text = f"<p>{LONG}</p> &amp; more"
    frame = rg.explain_text(text).frame
    placed = frame.loc[frame["start"].notna()]
    assert [text[a:b] for a, b in zip(placed["start"], placed["end"], strict=True)] == placed["text"].tolist()


def test_runners_up_and_label_follow_the_probabilities() -> None:
    why = rg.explain_text(LONG)
    assert why.label == why.reading.quad == next(iter(why.probabilities))
    assert all(name != why.label and share >= 0.05 for name, share in why.runners_up)


def test_a_plain_remark_abstains_and_says_so() -> None:
    why = rg.explain_text("The sky over the town was grey.")
    assert why.label is None
    assert "abstain" in str(why) and "no label" in str(why)


def test_entries_of_a_user_are_named_by_their_file(tmp_path: Any) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("pattern,code\nscupper,164\n", encoding="utf-8")
    why = rg.explain_text("They scuppered the talks.", lexicon=rg.Lexicon.default().with_entries(path))
    assert row(why, "decides")["source"].startswith("mine.csv")
    assert "+own" in why.lexicon


class Linear:
    """A stand-in for a trained model that tells its contributions."""

    classes_ = np.array(["MK", "VK"])

    def predict_proba(self, texts: list[str]) -> np.ndarray:
        return np.array([[0.8, 0.2]] * len(texts))

    def contributions(self, text: str, top: int) -> pd.DataFrame:
        rows = [("MK", "word__to bomb", 0.5, 2.0), ("VK", "word__threatened", 0.5, 1.0)]
        return pd.DataFrame(rows, columns=["label", "feature", "value", "coefficient"])


def test_a_model_shows_coefficient_times_value_where_the_words_stand() -> None:
    why = rg.explain_text(THREAT, model=Linear())
    feature = row(why, "feature")
    assert why.label == "MK" and why.probabilities == {"MK": 0.8, "VK": 0.2}
    assert (feature["text"], feature["weight"], feature["score"]) == ("to bomb", 2.0, 1.0)
    assert any("the rules say VK" in note for note in why.notes)
    assert "label of the model MK (0.80)" in str(why) and "label of the model MK" in why._repr_html_()


@pytest.mark.parametrize("calibrated", [False, True])
def test_contributions_of_a_pipeline_add_up_to_its_score(calibrated: bool) -> None:
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    texts = [
        "we will bomb them",
        "we will help them",
        "they bomb us",
        "they help us",
        "talks went on",
        "talks ended",
    ] * 3
    labels = np.array(["MK", "MC", "MK", "MC", "VC", "VC"] * 3)
    last: Any = LogisticRegression(max_iter=500)
    last = CalibratedClassifierCV(last, cv=2, method="sigmoid") if calibrated else last
    model = make_pipeline(TfidfVectorizer(), last).fit(texts, labels)
    found = contributions(model, "they bomb talks", "MK", top=50)
    assert set(found["feature"]) <= {"they", "bomb", "talks"}
    assert found.set_index("feature")["coefficient"]["bomb"] > 0
    if not calibrated:
        score = model.decision_function(["they bomb talks"])[0][list(model.classes_).index("MK")]
        intercept = model[-1].intercept_[list(model.classes_).index("MK")]
        assert (found["coefficient"] * found["value"]).sum() + intercept == pytest.approx(score)


def test_two_classes_share_one_row_of_coefficients() -> None:
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(CountVectorizer(), LogisticRegression()).fit(["bomb", "aid"] * 4, ["K", "C"] * 4)
    for_k, for_c = (contributions(model, "bomb", label).loc[0, "coefficient"] for label in "KC")
    assert for_k > 0 and for_c == -for_k


def test_a_model_that_is_not_linear_is_still_named() -> None:
    class Plain:
        classes_ = ("VC", "VK")

        def predict_proba(self, texts: list[str]) -> list[list[float]]:
            return [[0.4, 0.6]]

    why = rg.explain_text(THREAT, model=Plain())
    assert why.label == "VK" and any("not linear" in note for note in why.notes)


def test_what_is_no_model_is_refused() -> None:
    with pytest.raises(rg.RhetoricGapError, match="predict_proba and classes_"):
        rg.explain_text(THREAT, model="a model")


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(rg.RhetoricGapError, match="text must be"):
        rg.explain_text(3)  # type: ignore[arg-type]


# ---- the picture


class Reader(HTMLParser):
    """Collect tags and attributes, and check that every tag is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read_html(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


def words_of(page: str) -> str:
    """Return the text without the labels beside the words."""
    return html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"<small.*?</small>", "", page)))


@pytest.mark.parametrize("text", [THREAT, LONG, "It was fine.", "a < b & c", ""])
def test_marks_leave_the_text_as_it_is(text: str) -> None:
    assert words_of(marked_text(text, rg.explain_text(text).frame)) == text


def test_every_mark_is_told_in_words_and_by_a_line() -> None:
    page = marked_text(LONG, rg.explain_text(LONG).frame)
    marks = re.findall(r"<mark style=\"([^\"]+)\">[^<]+</mark><small[^>]*>([^<]+)</small>", page)
    assert len(marks) == page.count("<mark")
    assert all("border-bottom" in style and said for style, said in marks)
    assert len({re.search(r"border-bottom:([^;]+)", style)[1] for style, _ in marks}) >= 4  # type: ignore[index]


def contrast(ink: str, paper: str) -> float:
    """Contrast ratio of two colours as WCAG defines it."""

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    one, two = sorted((light(ink), light(paper)), reverse=True)
    return (one + 0.05) / (two + 0.05)


def test_ink_on_every_tint_is_readable() -> None:
    from rhetoric_gap.text.highlight import _SMALL_WORD, _STYLES

    tints = [tint for tint, _ in [*_STYLES.values(), _SMALL_WORD] if tint.startswith("#")]
    assert min(contrast("#111111", tint) for tint in tints) > 7


def test_page_holds_no_script_and_nothing_from_elsewhere() -> None:
    text = "<script>alert(1)</script> <img src=x onerror=alert(1)> Iran will bomb \"Israel\" if 'x' < 3."
    page = rg.explain_text(text)._repr_html_()
    reader = read_html(page)
    assert reader.tags <= set(
        [
            "div",
            "p",
            "mark",
            "small",
            "span",
            "strong",
            "br",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "ul",
            "li",
        ]
    )
    assert reader.attributes <= {"style", "class", "title"}
    assert "url(" not in page and "http" not in page


def test_long_texts_are_cut_in_the_picture_only() -> None:
    text = "Iran will bomb Israel. " * 4000
    why = rg.explain_text(text)
    page = why._repr_html_()
    assert len(page) < 200_000 and f"({len(text)} characters)" in page
    assert len(str(why)) < 60_000
    assert len(why.frame) > 100


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from(
            ["bomb", "will", "<b>", "&amp;", "if", "Iran", "\ud800", "\x00", "attack", "not", ",", "\u202e"]
        ),
        max_size=30,
    ).map(" ".join)
)
def test_any_text_is_explained(text: str) -> None:
    why = rg.explain_text(text)
    read_html(why._repr_html_()).close()
    why._repr_html_().encode("utf-8")
    assert tuple(why.frame.columns) == COLUMNS
    assert isinstance(str(why), str)
    placed = why.frame.loc[why.frame["start"].notna()]
    assert placed["end"].le(len(text)).all()
