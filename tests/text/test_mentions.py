"""Countries in text: every name of the crosswalk, the traps, and who acts at whom."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

import rhetoric_gap as rg
from rhetoric_gap.text._tokens import tokens_of
from rhetoric_gap.text.mentions import find_mentions
from rhetoric_gap.text.parties import Parties, assign
from rhetoric_gap.text.parts import Hit

TABLE = list(
    csv.DictReader(
        (files("rhetoric_gap.text") / "data" / "demonyms.csv").read_text(encoding="utf-8").splitlines()
    )
)


def found(text: str, **options: object) -> list[tuple[str, str]]:
    return [(m.text, m.iso3) for m in find_mentions(text, tokens_of(text), **options)]


def codes(text: str) -> list[str]:
    return [iso3 for _, iso3 in found(text)]


def test_every_country_of_today_is_found_by_its_name():
    table = rg.countries(on="2024-01-01")
    missed = {
        name: codes(f"The envoys of {name} left.")
        for name, iso3 in zip(table["name"], table["iso3"], strict=True)
        if codes(f"The envoys of {name} left.") != [iso3]
    }
    assert missed == {}


def test_every_row_of_the_table_is_found_as_it_says():
    wrong = {
        row["words"]: codes(f"Then {row['words']} answered.")
        for row in TABLE
        if row["rule"] != "person"
        and codes(f"Then {row['words']} answered.") != ([row["iso3"]] if row["iso3"] else [])
    }
    assert wrong == {}


def test_the_table_names_countries_of_the_crosswalk_once_each():
    known = set(rg.countries()["iso3"])
    assert {code for row in TABLE for code in row["iso3"].split(";") if code} <= known
    words = [row["words"] for row in TABLE]
    assert len(words) == len(set(words))
    assert {row["how"] for row in TABLE} == {"name", "adjective", "demonym", "capital", "institution", "none"}
    assert all((row["how"] == "none") == (not row["iso3"]) for row in TABLE)


def test_nearly_every_sovereign_country_has_an_adjective():
    table = rg.countries(on="2024-01-01")
    sovereign = set(table.loc[table["gw"].notna(), "iso3"])
    known = {row["iso3"] for row in TABLE if row["how"] in ("adjective", "demonym")}
    assert sovereign - known <= {"COD", "COG", "DMA"}  # Congolese, Dominican: which?


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Niger and Nigeria closed the Niger Delta.", ["NER", "NGA", "NGA"]),
        ("Guinea, Guinea-Bissau, Equatorial Guinea and Papua New Guinea", ["GIN", "GNB", "GNQ", "PNG"]),
        ("South Sudan and Sudan; the two Sudans", ["SSD", "SDN", "SDN;SSD"]),
        ("DR Congo and the Republic of the Congo", ["COD", "COG"]),
        ("the Democratic Republic of the Congo", ["COD"]),
        (
            "The two Koreas met; South Korean and North Korean troops; Korean barbecue",
            ["KOR;PRK", "KOR", "PRK"],
        ),
        ("People's Republic of China, not the Republic of China", ["CHN", "TWN"]),
        ("in the Indian Ocean, off American Samoa, Latin American and Native American", ["ASM"]),
        ("Jordan's king met Michael Jordan in the Jordan Valley, said the Jordan Times.", ["JOR"]),
        ("Chad expelled Chad Smith on Monday, officials said.", ["TCD"]),
        ("voters in Atlanta, Georgia and Georgia's governor; Georgia attacked South Ossetia", ["GEO", "XOS"]),
        ("Washington told the Washington Post about George Washington.", ["USA"]),
        ("pro-Russian, Iran-backed, anti-American and US-led troops", ["USA"]),
        ("tell us about US aid, U.S. aid and U.S.-made arms", ["USA", "USA"]),
        ("the turkey and the china on the chad", []),
        ("Hanover and Parma", []),
        ("Côte d\u2019Ivoire, Cote d'Ivoire, Ivory Coast, CÔTE D'IVOIRE", ["CIV"] * 4),
        ("Reunion talks in Réunion", ["REU"]),
        ("Bosnian Serbs and Serbs, Turkish Cypriots and Turks", ["SRB", "TUR"]),
        ("The Minsk agreements and Minsk", ["BLR"]),
        ("RUSSIA THREATENS US OVER UKRAINE", ["RUS", "USA", "UKR"]),
        ("the Kremlin, the White House, the Élysée and Downing Street", ["RUS", "USA", "FRA", "GBR"]),
        ("", []),
    ],
)
def test_traps(text, expected):
    assert codes(text) == expected


def test_mentions_say_where_and_how():
    text = "<b>Moscow\u2019s</b> Russians"
    first, second = find_mentions(text, tokens_of(text))
    assert (text[first.start : first.end], first.how, first.possessive) == ("Moscow", "capital", True)
    assert (text[second.start : second.end], second.how, second.possessive) == ("Russians", "demonym", False)


def test_names_of_the_caller_win():
    names = {"NATO": "NATO", "Vladimir Putin": "RUS", "Georgia": "USA-GA"}
    assert found("NATO told Vladimir Putin about Georgia.", extra=names) == [
        ("NATO", "NATO"),
        ("Vladimir Putin", "RUS"),
        ("Georgia", "USA-GA"),
    ]


def test_names_that_are_none_are_refused_all_at_once():
    with pytest.raises(rg.RhetoricGapError, match=r"'': 'RUS', 'Putin': ''"):
        find_mentions("x", tokens_of("x"), extra={"": "RUS", "Putin": ""})


def parties(text: str, verb: str) -> tuple[str | None, ...]:
    tokens, start = tokens_of(text), text.index(verb)
    place = next(number for number, token in enumerate(tokens) if token.start == start)
    hit = Hit(start, start + len(verb), "190", 1.0, verb, "", (place, place))
    return tuple(assign(tokens, [hit], find_mentions(text, tokens)))


@pytest.mark.parametrize(
    ("text", "verb", "expected"),
    [
        ("Russia expelled 10 American diplomats.", "expelled", (None, "RUS", "USA")),
        ("Moscow said it will expel British diplomats.", "expel", ("RUS", "RUS", "GBR")),
        ("Ukraine was attacked by Russian troops.", "attacked", (None, "RUS", "UKR")),
        ("Ukraine was attacked.", "attacked", (None, None, "UKR")),
        (
            "Iran's foreign minister told Iraq that Turkey would attack Syria.",
            "attack",
            ("IRN", "TUR", "SYR"),
        ),
        ("China warned Japan that it would respond.", "respond", ("CHN", "CHN", "JPN")),
        ("If Israel attacks, Iran will respond.", "respond", (None, "IRN", "ISR")),
        ("Pyongyang threatened South Korea and the United States.", "threatened", (None, "PRK", "KOR;USA")),
        ("“We will strike Israel,” Iran's army chief said.", "strike", ("IRN", "IRN", "ISR")),
        ('"We will strike Israel," said Iran\'s army chief.', "strike", ("IRN", "IRN", "ISR")),
        ("According to US officials, Russia attacked Ukraine.", "attacked", ("USA", "RUS", "UKR")),
        ("Russia attacked Ukraine, according to US officials.", "attacked", ("USA", "RUS", "UKR")),
        ("In an attack on Israel, Iran fired missiles.", "fired", (None, "IRN", "ISR")),
        ("The president of Iran rejected talks with the United States.", "rejected", (None, "IRN", "USA")),
        ("Talks between Iran and Iraq collapsed.", "collapsed", (None, "IRN", "IRQ")),
        ("Russia bombed hospitals in Syria.", "bombed", (None, "RUS", "SYR")),
        ("In its dispute with Japan, China threatened retaliation.", "threatened", (None, "CHN", "JPN")),
        ("A threat by North Korea to attack Japan alarmed Seoul.", "threat", (None, "PRK", "JPN")),
        ("Sanctions were imposed on Iran by the United States.", "Sanctions", (None, "USA", "IRN")),
        ("The US and South Korea condemned North Korea.", "condemned", (None, "USA;KOR", "PRK")),
        ("Britain and France will supply Ukraine, the Kremlin said.", "supply", ("RUS", "GBR;FRA", "UKR")),
        ("Iranian police arrested Iranian students.", "arrested", (None, "IRN", None)),
        ("They attacked.", "attacked", (None, None, None)),
    ],
)
def test_who_acts_at_whom(text, verb, expected):
    assert parties(text, verb) == expected


def test_without_a_verb_the_order_decides():
    text = "Iran against Iraq"
    assert assign(tokens_of(text), [], find_mentions(text, tokens_of(text))) == Parties(None, "IRN", "IRQ")
