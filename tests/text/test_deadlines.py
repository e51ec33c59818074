"""Deadlines: the words and the day, and no day where the words do not tell one."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhetoric_gap.text._days import add, period_of
from rhetoric_gap.text.deadlines import Deadline, find_deadline

WORDS = [
    *(
        "will",
        "by",
        "before",
        "until",
        "within",
        "in",
        "the",
        "next",
        "end",
        "of",
        "May",
        "30",
        "31st",
        "2024",
        "0",
    ),
    *("99", "days", "week", "Friday", "deadline", ",", "to"),
]
SAID_ON = dt.date(2024, 3, 6)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("by June 30", "2024-06-30"),
        ("by Jan. 15", "2025-01-15"),
        ("by 15th of January 2026", "2026-01-15"),
        ("by 2026-02-01", "2026-02-01"),
        ("by 5 p.m. on Friday", "2024-03-08"),
        ("by Wednesday", "2024-03-13"),
        ("no later than May 1", "2024-05-01"),
        ("before May 1", "2024-04-30"),
        ("before May", "2024-04-30"),
        ("by May", "2024-05-31"),
        ("by mid-May", "2024-05-16"),
        ("by the beginning of May", "2024-05-01"),
        ("by the end of this year", "2024-12-31"),
        ("by the end of next month", "2024-04-30"),
        ("by year-end", "2024-12-31"),
        ("by the end of the decade", "2029-12-31"),
        ("until tomorrow", "2024-03-07"),
        ("until next Friday", "2024-03-15"),
        ("until this Friday", "2024-03-08"),
        ("within 36 hours", "2024-03-08"),
        ("within the next ten days", "2024-03-16"),
        ("within a month", "2024-04-06"),
        ("within the week", "2024-03-13"),
        ("within two decades", "2044-03-06"),
        ("in three months", "2024-06-06"),
        ("in 2027", "2027-12-31"),
        ("on 20 April", "2024-04-20"),
        ("this month", "2024-03-31"),
        ("before the summit", ""),
        ("by early May", ""),
        ("in the coming weeks", ""),
        ("by February 30", ""),
    ],
)
def test_words_become_a_day(words: str, day: str):
    text = f"Oslo will pay Lima {words}."
    found = find_deadline(text, SAID_ON)
    assert found.text == words == text[found.start : found.end]
    assert (str(found.day) if found.day else "") == day


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("Oslo set a 60-day deadline.", "60-day deadline", "2024-05-05"),
        ("Oslo set a midnight deadline.", "midnight deadline", "2024-03-06"),
        ("A May 15 deadline was set.", "May 15 deadline", "2024-05-15"),
        ("Oslo gave Lima two weeks to pay.", "two weeks", "2024-03-20"),
        ("Oslo has agreed to pay next week.", "next week", "2024-03-17"),
    ],
)
def test_deadlines_that_are_named_or_given(text: str, words: str, day: str):
    found = find_deadline(text, SAID_ON)
    assert (found.text, str(found.day)) == (words, day)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Exports fell by 12 percent.",
        "Oslo paid by 2000 cheques a day.",
        "The minister said on April 20 that all was well.",
        "It rained in 2023.",
        "They fought for the first time in 23 years.",
        "The mine lies within 20 miles of Lima.",
        "He was elected next to nobody.",
        "Shelling stopped this week.",
    ],
)
def test_what_is_no_deadline(text: str):
    assert find_deadline(text, SAID_ON) == Deadline()


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("by Friday", None),
        ("by June 30", None),
        ("within two weeks", None),
        ("by June 30, 2026", dt.date(2026, 6, 30)),
        ("by 2030", dt.date(2030, 12, 31)),
    ],
)
def test_without_a_day_of_saying_nothing_is_guessed(words: str, day: dt.date | None):
    found = find_deadline(f"Oslo will pay {words}.")
    assert (found.text, found.day) == (words, day)


def test_a_date_of_this_year_that_has_passed_is_next_year():
    assert period_of("March 6", SAID_ON) == (SAID_ON, SAID_ON)
    assert period_of("March 5", SAID_ON) == (dt.date(2025, 3, 5), dt.date(2025, 3, 5))


def test_months_are_added_within_the_calendar():
    assert add(dt.date(2024, 1, 31), 1, "month") == dt.date(2024, 2, 29)
    assert add(dt.date(2024, 2, 29), 1, "year") == dt.date(2025, 2, 28)
    assert add(dt.date(9990, 1, 1), 2, "decades") is None
    assert find_deadline("We will pay within 9999 years.", SAID_ON).day is None


def test_markup_does_not_move_the_words():
    text = "Oslo will pay <b>by</b> June&nbsp;30."
    found = find_deadline(text, SAID_ON)
    assert found.text is None or text[found.start : found.end] == found.text


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(WORDS),
        max_size=14,
    ),
    st.none() | st.dates(),
)
def test_any_order_of_the_words_gives_an_answer(words: list[str], said_on: dt.date | None):
    text = " ".join(words)
    found = find_deadline(text, said_on)
    assert found.text is None or text[found.start : found.end] == found.text


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_an_answer(text: str):
    assert isinstance(find_deadline("will " + text, SAID_ON), Deadline)
