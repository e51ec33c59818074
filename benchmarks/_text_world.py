"""Sentences made from templates: who does or says what to whom, with conditions, days and plain remarks."""

from __future__ import annotations

import numpy as np

SIDES = (
    *(
        "Iran",
        "Israel",
        "Russia",
        "Ukraine",
        "China",
        "Japan",
        "North Korea",
        "South Korea",
        "the United States",
    ),
    *(
        "Turkey",
        "Greece",
        "India",
        "Pakistan",
        "Ethiopia",
        "Egypt",
        "Armenia",
        "Azerbaijan",
        "Serbia",
        "Kosovo",
    ),
    "Venezuela",
)
SPEAKERS = (
    "its foreign minister",
    "a spokesman",
    "the president",
    "officials",
    "state television",
    "the army",
)
WORDS = {
    "VK": (
        "{a} threatened to bomb military bases in {b}",
        "{a} will impose sanctions on {b}, {s} said",
        "{a} rejected a proposal by {b} to hold talks",
        "{a} demanded that {b} withdraw its troops from the border",
        "{s} in {a} accused {b} of violating the agreement",
    ),
    "VC": (
        "{a} and {b} agreed to resume talks",
        "{a} promised to send food aid to {b}",
        "The foreign ministers of {a} and {b} met to discuss trade",
        "{a} expressed support for the government of {b}",
    ),
    "MK": (
        "{a} expelled three diplomats of {b}",
        "Troops of {a} attacked a border post of {b}",
        "{a} shelled positions held by {b}",
        "{a} froze the assets of two banks of {b}",
    ),
    "MC": (
        "{a} sent medical aid to {b}",
        "{a} released ten prisoners to {b}",
        "{a} lifted its embargo against {b}",
        "{a} delivered grain to {b}",
    ),
    "NEU": (
        "The weather in {a} was colder than in {b}",
        "Voters in {a} follow the news from {b}",
        "{s} in {a} spoke about the history of {b}",
        "Prices in {a} rose faster than in {b}",
    ),
}
ENDS = ("", "", "", " on Monday", " unless its demands are met", " by 1 May 2024", ", according to a report")


def make_sentences(size: int, seed: int) -> tuple[list[str], list[str]]:
    """Return sentences and their classes; the same seed gives the same ones."""
    rng = np.random.default_rng(seed)
    quads = list(WORDS)
    texts, labels = [], []
    for _ in range(size):
        quad = quads[int(rng.integers(len(quads)))]
        a, b = rng.choice(len(SIDES), 2, replace=False)
        pattern = WORDS[quad][int(rng.integers(len(WORDS[quad])))]
        speaker = SPEAKERS[int(rng.integers(len(SPEAKERS)))]
        text = pattern.format(a=SIDES[a], b=SIDES[b], s=speaker) + ENDS[int(rng.integers(len(ENDS)))] + "."
        texts.append(text[0].upper() + text[1:])
        labels.append(quad)
    return texts, labels
