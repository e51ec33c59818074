"""The hand-coded cases: rebuilt from their raw tables, described column by column, and free of contradictions."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from scripts.build_datasets import __main__ as build
from scripts.build_datasets.checks import contradictions
from scripts.build_datasets.common import corrected, decided, finished_links, shipped, tenths, trigger_state

ROOT = Path(__file__).resolve().parents[2] / "datasets"
NAMES = ["north_korea", "russia_partners"]
ABSENCES = ["refusal", "denial"]


@cache
def read(name: str, file: str) -> pd.DataFrame:
    return pd.read_csv(ROOT / name / f"{file}.csv", dtype=str, keep_default_na=False, encoding="utf-8")


def table(name: str, file: str) -> pd.DataFrame:
    return read(name, file).copy()


def number(column: pd.Series) -> pd.Series:
    return pd.to_numeric(column)


def meta(name: str) -> dict[str, object]:
    return json.loads((ROOT / name / "meta.json").read_text(encoding="utf-8"))


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def tables(name: str) -> dict[str, pd.DataFrame]:
    return {key: table(name, key) for key in meta(name)["tables"]}


# --- built from the raw tables


def test_the_shipped_tables_are_what_the_raw_tables_give(name: str) -> None:
    for file, content in build.files_of(name).items():
        assert (ROOT / name / file).read_bytes() == content, file


def test_check_names_what_is_stale_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in NAMES:
        (tmp_path / name / "raw").mkdir(parents=True)
        for path in (ROOT / name / "raw").glob("*.csv"):
            (tmp_path / name / "raw" / path.name).write_bytes(path.read_bytes())
    assert build.main([], root=tmp_path) == 0
    assert build.main(["--check"], root=tmp_path) == 0
    stale = tmp_path / "north_korea" / "links.csv"
    stale.write_bytes(stale.read_bytes() + b"S001,A001,1,coded,fulfils,true,\n")
    changed = stale.read_bytes()
    capsys.readouterr()
    assert build.main(["--check"], root=tmp_path) == 1
    assert "stale: north_korea/links.csv;" in capsys.readouterr().err
    assert stale.read_bytes() == changed


def test_files_are_plain(name: str) -> None:
    for file in [*meta(name)["tables"].values(), "codebook.csv"]:
        data = (ROOT / name / file).read_bytes()
        assert b"\r" not in data
        assert not data.startswith(b"\xef\xbb\xbf")
        assert data.endswith(b"\n")


def test_a_correction_must_find_what_it_replaces() -> None:
    raw = {"statements": pd.DataFrame({"statement_id": ["S1"], "deadline": ["2024-01-01"]})}
    change = {"table": "statements", "id": "S1", "column": "deadline", "raw": "", "corrected": "2025-01-01"}
    with pytest.raises(ValueError, match="no statements S1 with deadline ''"):
        corrected(raw, pd.DataFrame([change]))
    fixed = corrected(raw, pd.DataFrame([{**change, "raw": "2024-01-01"}]))
    assert fixed["statements"]["deadline"].tolist() == ["2025-01-01"]
    assert raw["statements"]["deadline"].tolist() == ["2024-01-01"]


def test_every_correction_and_decision_has_a_reason(name: str) -> None:
    for path in (ROOT / name / "raw").glob("corrections*.csv"):
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        assert rows["reason"].ne("").all()
        assert rows["date"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
        assert (rows["raw"] != rows["corrected"]).all()
    decisions = table(name, "raw/decisions_statements")
    assert decisions["reason"].ne("").all()
    assert decisions["statement_id"].tolist() == table(name, "statements")["statement_id"].tolist()


# --- described


def test_codebook_names_every_column_and_no_other(name: str, tables: dict[str, pd.DataFrame]) -> None:
    book = table(name, "codebook")
    assert book.columns.tolist() == ["file", "column", "type", "unit", "range", "meaning"]
    columns = [(f"{key}.csv", column) for key, frame in tables.items() for column in frame.columns]
    assert list(zip(book["file"], book["column"], strict=True)) == columns
    assert book["meaning"].str.len().ge(8).all()
    assert set(book["type"]) <= {"text", "category", "date", "number", "integer", "boolean"}


def test_every_value_lies_in_the_range_of_its_column(name: str, tables: dict[str, pd.DataFrame]) -> None:
    for row in table(name, "codebook").itertuples():
        values = tables[row.file.removesuffix(".csv")][row.column]
        values = values[values.ne("")]
        if row.type in ("category", "boolean"):
            assert set(values.str.split(";").explode()) <= set(row.range.split(";")), row.column
        elif row.range:
            low, high = row.range.split("..")
            if row.type == "date":
                assert pd.to_datetime(values, format="%Y-%m-%d").between(low, high).all(), row.column
            else:
                assert number(values).between(float(low), float(high)).all(), row.column
        if row.type == "integer":
            assert values.str.fullmatch(r"-?\d+").all(), row.column


def test_meta_names_the_tables_and_an_honest_coverage(name: str, tables: dict[str, pd.DataFrame]) -> None:
    about = meta(name)
    assert set(about["tables"].values()) == {path.name for path in (ROOT / name).glob("*.csv")} - {
        "codebook.csv"
    }
    assert (about["name"], about["coding"], about["window"]) == (name, "complete", 60)
    for key in ("statements", "actions"):
        assert tables[key]["date"].max() <= about["coverage_end"]
    inside = tables["statements"]["date"].ge(about["coverage_start"])
    assert list(tables["statements"].loc[~inside, "statement_id"]) == (
        [] if name == "north_korea" else ["S001", "S002", "S003", "S004", "S005"]
    )


def test_readme_gives_the_rows_of_every_table(name: str, tables: dict[str, pd.DataFrame]) -> None:
    readme = (ROOT / name / "README.md").read_text(encoding="utf-8")
    for key, frame in tables.items():
        assert f"| `{key}.csv` | {len(frame)} |" in readme
    assert "CC BY 4.0" in readme


def test_readme_names_every_row_that_was_corrected(name: str) -> None:
    readme = (ROOT / name / "README.md").read_text(encoding="utf-8")
    rows = set(table(name, "raw/corrections")["id"]) - {"E16", "E17"}  # named as a range
    if name == "russia_partners":
        links = table(name, "raw/corrections_links")
        rows |= set(links["statement_id"]) | set(links["action_id"])
    assert {row for row in rows if row not in readme} == set()


# --- in the library's schema


def test_sizes(tables: dict[str, pd.DataFrame], name: str) -> None:
    assert {key: len(frame) for key, frame in tables.items()} == {
        "north_korea": {
            **{"statements": 87, "actions": 124, "links": 59},
            **{"triggers": 25, "observers": 15, "essay_claims": 32},
        },
        "russia_partners": {
            **{"statements": 113, "actions": 134, "links": 115},
            **{"patrons": 91, "estimates": 50, "votes": 46},
        },
    }[name]


def test_nothing_contradicts_itself(tables: dict[str, pd.DataFrame]) -> None:
    assert contradictions(tables) == []


def test_contradictions_are_all_found(tables: dict[str, pd.DataFrame]) -> None:
    bad = {key: frame.copy() for key, frame in tables.items()}
    fired = bad["statements"].index[bad["statements"]["trigger_state"].eq("fired")][0]
    bad["statements"].loc[fired, "trigger_date"] = "1900-01-01"
    bad["actions"].loc[0, "end_date"] = "1900-01-01"
    bad["links"].loc[0, "action_id"] = "A999"
    bad["links"] = pd.concat([bad["links"], bad["links"].tail(1)], ignore_index=True)
    who = bad["statements"].loc[fired, "statement_id"]
    last = " ".join(tables["links"].loc[len(tables["links"]) - 1, ["statement_id", "action_id"]])
    first = tables["links"].loc[0, "statement_id"]
    assert {f"links: {last} twice", f"{who}: trigger before the words", "A001: ends before it begins"} <= set(
        contradictions(bad)
    )
    assert f"{first} A999: unknown id" in contradictions(bad)


def test_ids_are_unique_and_rows_survive(name: str, tables: dict[str, pd.DataFrame]) -> None:
    for key, frame in tables.items():
        if key != "links":
            assert frame.iloc[:, 0].is_unique
            assert len(frame) == len(table(name, f"raw/{key}"))
    for key in ("statements", "actions"):
        assert tables[key].iloc[:, 0].tolist() == table(name, f"raw/{key}").iloc[:, 0].tolist()


def test_links_join_rows_that_exist(tables: dict[str, pd.DataFrame]) -> None:
    links = tables["links"]
    assert links["statement_id"].isin(tables["statements"]["statement_id"]).all()
    assert links["action_id"].isin(tables["actions"]["action_id"]).all()
    assert not links.duplicated(["statement_id", "action_id"]).any()
    assert set(links["how"]) == {"coded"}


def test_match_follows_from_relation_and_kind(tables: dict[str, pd.DataFrame]) -> None:
    links = tables["links"]
    kind = links["statement_id"].map(tables["statements"].set_index("statement_id")["kind"])
    unscored = links["relation"].isin(["pending", "disputed"])
    assert links.loc[unscored, "match"].eq("").all()
    assert links["scored"].eq("false").tolist() == unscored.tolist()
    for relation, match in {
        "fulfils": "1",
        "partly_fulfils": "0.5",
        "underdelivers": "0",
        "consistent": "0",
    }.items():
        assert set(links.loc[links["relation"].eq(relation), "match"]) <= {match}
    denied = kind.isin(ABSENCES)
    contradicts = links["relation"].eq("contradicts")
    assert set(links.loc[contradicts & denied, "match"]) == {"1"}
    assert set(links.loc[contradicts & ~denied, "match"]) <= {"0"}
    assert set(links.loc[~contradicts & denied & ~unscored, "match"]) <= {"0"}


def test_severities_are_tenths_of_the_coders_scores(name: str, tables: dict[str, pd.DataFrame]) -> None:
    said, done = tables["statements"], tables["actions"]
    assert number(done["severity"]).tolist() == [
        x / 10 for x in number(table(name, "raw/actions")["severity"])
    ]
    named = said["severity"].ne("")
    score = said["severity_promised"].where(said["kind"].ne("denial"), said["severity_denied"])
    assert number(said.loc[named, "severity"]).tolist() == [x / 10 for x in number(score[named])]
    assert number(said.loc[named, "severity"]).between(0.1, 1).all()
    assert (~named).tolist() == said["kind"].isin(["declaration", "comment"]).tolist()
    assert said.loc[~named, "strength"].eq("0").all()


def test_valence_of_threats_and_promises_that_were_declarations(
    name: str, tables: dict[str, pd.DataFrame]
) -> None:
    said = tables["statements"].assign(raw=table(name, "raw/statements")["kind"])
    made = said[said["raw"].eq("declaration")]
    assert set(made.loc[made["kind"].eq("threat"), "valence"]) <= {"conflict"}
    assert set(made.loc[made["kind"].eq("promise"), "valence"]) <= {"cooperation"}
    assert said.loc[said["raw"].eq("reprimand"), "kind"].eq("comment").all()
    assert said.loc[said["raw"].eq("denial"), "kind"].eq("denial").all()
    assert said.loc[said["raw"].eq("threat"), "kind"].eq("threat").all()


def test_trigger_states_follow_the_raw_table(name: str, tables: dict[str, pd.DataFrame]) -> None:
    said, raw = tables["statements"], table(name, "raw/statements")
    assert said["trigger_state"].ne("none").tolist() == raw["conditional"].str.lower().eq("true").tolist()
    assert said["trigger_state"].eq("fired").tolist() == said["trigger_date"].ne("").tolist()
    fired = said["trigger_state"].eq("fired")
    assert (said.loc[fired, "trigger_date"] >= said.loc[fired, "date"]).all()
    raw_fired = raw["condition_met"].str.lower().isin(["yes", "true"])
    assert raw.loc[raw_fired.to_numpy() != fired.to_numpy(), "statement_id"].tolist() == (
        [] if name == "north_korea" else ["S031"]
    )


def test_targets_are_written_one_way(tables: dict[str, pd.DataFrame]) -> None:
    for key in ("statements", "actions"):
        for target in tables[key]["target"]:
            members = target.split(";")
            assert members == sorted(set(members))
            assert all(len(member) == 3 and member.isupper() for member in members)


def test_codes_keep_their_leading_zeros(name: str, tables: dict[str, pd.DataFrame]) -> None:
    for key in ("statements", "actions"):
        codes = tables[key]["cameo_code"]
        assert codes.tolist() == table(name, f"raw/{key}")["cameo_code"].tolist()
        assert codes.str.startswith("0").any()
        assert codes.str.fullmatch(r"(0[1-9]|1\d|20)\d{0,2}").all()


def test_numbers_have_no_artefacts(tables: dict[str, pd.DataFrame]) -> None:
    for key in ("statements", "actions"):
        assert tables[key]["severity"].str.fullmatch(r"|0|1|0\.[1-9]").all()
    assert tables["actions"]["effect"].str.fullmatch(r"|0|1|0\.\d\d?").all()


def test_sentences_name_gaps_not_liars(tables: dict[str, pd.DataFrame], name: str) -> None:
    texts = [(ROOT / name / "README.md").read_text(encoding="utf-8"), table(name, "codebook").to_csv()]
    texts += [frame.drop(columns="url", errors="ignore").to_csv() for frame in tables.values()]
    for word in ("bluff", "hypocri", "helper"):
        assert not any(word in text.lower() for text in texts), word


# --- North Korea


def test_north_korea_threats_are_mostly_conditional() -> None:
    threats = table("north_korea", "statements").query("kind == 'threat'")
    assert threats["trigger_state"].value_counts().to_dict() == {
        "not_fired": 15,
        "fired": 13,
        "none": 11,
        "unknown": 4,
    }
    severity = number(threats["severity"])
    assert (len(threats), int((severity >= 0.7).sum()), int((severity == 1).sum())) == (43, 20, 10)
    raw = table("north_korea", "raw/statements").query("kind == 'threat'")
    assert (len(raw), int(raw["conditional"].eq("True").sum())) == (41, 32)


def test_north_korea_placeholders_are_unknown() -> None:
    raw, done = table("north_korea", "raw/actions"), table("north_korea", "actions")
    placeholder = raw["effectiveness_basis"].str.contains("set to 0.8|not independently verified")
    assert int(placeholder.sum()) == 38
    assert done.loc[placeholder, "effect"].eq("").all()
    assert raw["effectiveness"].eq("").sum() == 17
    changed = raw["effectiveness"].ne("") & done["effect"].eq("") & ~placeholder
    assert raw.loc[changed, "action_id"].tolist() == ["A123"]
    kept = done["effect"].ne("")
    assert number(done.loc[kept, "effect"]).tolist() == number(raw.loc[kept, "effectiveness"]).tolist()
    assert not done["effect_basis"].str.contains("set to").any()


def test_north_korea_deeds_by_severity() -> None:
    done = table("north_korea", "actions")
    assert done["scope"].value_counts().to_dict() == {"core": 119, "essay_context": 5}
    core = done[done["scope"].eq("core") & done["valence"].eq("conflict")]
    assert core["severity"].value_counts().to_dict() == {"0.1": 2, "0.2": 52, "0.3": 45, "0.4": 14, "0.5": 3}
    assert number(core["deaths"]).max() == 0


def test_north_korea_balloons() -> None:
    waves = table("north_korea", "actions").query("category == 'balloon'")
    launched, landed = number(waves["balloons_launched"]), number(waves["balloons_landed"])
    assert (len(waves), waves["date"].min(), waves["date"].max()) == (32, "2024-05-28", "2024-11-28")
    assert (int(launched.notna().sum()), launched.sum()) == (24, 4650)
    both = launched.notna() & landed.notna()
    assert (int(both.sum()), launched[both].sum(), landed[both].sum()) == (21, 3860, 1480)
    share = (landed / launched)[both].round(2)
    assert share.tolist() == number(waves.loc[both, "effect"]).tolist()


def test_north_korea_links_are_the_coders_pairs() -> None:
    raw = table("north_korea", "raw/statements").query("linked_actions != ''")
    pairs = raw.assign(action_id=raw["linked_actions"].str.split(";")).explode("action_id")
    links = table("north_korea", "links")
    assert set(zip(links["statement_id"], links["action_id"], strict=True)) == set(
        zip(pairs["statement_id"], pairs["action_id"], strict=True)
    )
    assert links["relation"].value_counts().to_dict() == {
        **{"fulfils": 24, "partly_fulfils": 12, "underdelivers": 11, "consistent": 10},
        **{"contradicts": 1, "disputed": 1},
    }


def test_north_korea_triggered_threats_that_were_not_carried_out() -> None:
    links = table("north_korea", "links")
    credited = set(links.loc[links["match"].isin(["0.5", "1"]), "statement_id"])
    said = table("north_korea", "statements").set_index("statement_id")
    for row, severity in {"S010": "0.9", "S017": "0.7", "S042": "0.8", "S044": "0.9", "S065": "0.6"}.items():
        assert row not in credited
        assert said.loc[row, ["trigger_state", "severity"]].tolist() == ["fired", severity]


def test_north_korea_what_was_kept_or_open_by_its_note_is_not_unfulfilled() -> None:
    said = table("north_korea", "statements")
    kept = said["outcome_note"].str.startswith("Kept") & said["trigger_state"].eq("none")
    assert said.loc[kept, "kind"].eq("refusal").all()
    open_ones = said["outcome_note"].str.startswith("Open") & said["trigger_state"].eq("none")
    assert said.loc[open_ones, "statement_id"].tolist() == ["S057", "S062", "S082", "S086"]
    assert (said.loc[open_ones, "deadline"] > meta("north_korea")["coverage_end"]).all()


def test_north_korea_trigger_rows_belong_to_the_condition() -> None:
    events = table("north_korea", "triggers").set_index("trigger_id")
    said = table("north_korea", "statements").query("trigger_id != ''")
    fired = said[said["trigger_state"].eq("fired")]
    begun = fired["trigger_id"].map(events["date"])
    # The drill of S087 was under way when it was said.
    assert fired.loc[begun.ne(fired["trigger_date"]), "statement_id"].tolist() == ["S087"]
    assert fired["statement_id"].tolist() == [
        *("S010", "S027", "S029", "S030", "S042", "S044", "S054", "S066", "S067", "S087"),
    ]


def test_north_korea_topics_are_one_vocabulary() -> None:
    said, done = table("north_korea", "statements"), table("north_korea", "actions")
    assert said["topic"].ne("").all()
    assert done["topic"].ne("").all()
    assert set(said["topic"]) <= set(done["topic"])
    links = table("north_korea", "links").query("relation == 'fulfils' or relation == 'partly_fulfils'")
    word = links["statement_id"].map(said.set_index("statement_id")["topic"])
    deed = links["action_id"].map(done.set_index("action_id")["topic"])
    apart = links.loc[word != deed, "statement_id"].drop_duplicates().tolist()
    # The answer to a threat to arm the navy was a firing from a ship.
    assert apart == ["S076"]


def test_north_korea_claims_point_to_rows_that_exist() -> None:
    ids = {
        *table("north_korea", "statements")["statement_id"],
        *table("north_korea", "actions")["action_id"],
        *table("north_korea", "observers")["assessment_id"],
    }
    rows = table("north_korea", "essay_claims")["rows"]
    named = rows.str.findall(r"[SAO]\d{2,3}").explode().dropna()
    assert len(named) == 54
    assert set(named) <= ids


def test_north_korea_observers_speak_the_same_scale() -> None:
    seen = table("north_korea", "observers")
    raw = table("north_korea", "raw/observers")
    assert number(seen["severity"]).tolist() == [x / 10 for x in number(raw["severity_predicted"])]
    horizon = seen["horizon_end"].ne("")
    assert (seen.loc[horizon, "horizon_end"] > seen.loc[horizon, "date"]).all()
    assert seen["valence"].value_counts().to_dict() == {"conflict": 13, "cooperation": 2}


# --- Russia and its partners


def test_russia_partners_denials_hide_deeds() -> None:
    said, links = table("russia_partners", "statements"), table("russia_partners", "links")
    denials = said[said["kind"].eq("denial")]
    contradicted = denials["statement_id"].isin(links.query("relation == 'contradicts'")["statement_id"])
    assert (len(denials), int(contradicted.sum())) == (22, 16)
    assert denials.loc[~contradicted, "statement_id"].tolist() == [
        "S036",
        "S037",
        "S054",
        "S073",
        "S083",
        "S090",
    ]
    assert denials["severity_denied"].ne("").all()
    assert said.loc[said["kind"].ne("denial"), "severity_denied"].eq("").all()


def test_russia_partners_links_by_relation() -> None:
    raw, links = table("russia_partners", "raw/links"), table("russia_partners", "links")
    assert raw["relation"].value_counts().to_dict() == {
        **{"contradicts": 35, "fulfils": 26, "underdelivers": 16, "partly_fulfils": 14},
        **{"consistent": 5, "disputed": 4, "pending": 2},
    }
    assert links["relation"].value_counts().to_dict() == {
        **{"contradicts": 35, "fulfils": 33, "partly_fulfils": 18, "underdelivers": 15},
        **{"consistent": 8, "disputed": 4, "pending": 2},
    }
    assert links.query("relation == 'pending'")["statement_id"].tolist() == ["S087", "S100"]


def test_russia_partners_totals_and_parts_are_never_added() -> None:
    done = table("russia_partners", "actions").set_index("action_id")
    deaths = number(done["deaths"])
    parts = done["part_of"].ne("")
    totals = done.index.isin(done["part_of"])
    assert (deaths.sum(), deaths[~parts].sum(), deaths[~totals].sum()) == (2660, 2043, 622)
    assert int(parts.sum()) == 12
    for whole in done.loc[parts, "part_of"].unique():
        mine = done["part_of"].eq(whole)
        assert done.loc[mine, ["actor", "target"]].eq(done.loc[whole, ["actor", "target"]]).all().all()
        assert not deaths[mine].sum() > deaths.fillna(0)[whole]


def test_russia_partners_parts_do_not_go_round() -> None:
    done = table("russia_partners", "actions").set_index("action_id")
    for row in done.index:
        seen = [row]
        while done.at[seen[-1], "part_of"]:
            seen.append(done.at[seen[-1], "part_of"])
            assert len(seen) == len(set(seen))
    assert (done.at["A081", "part_of"], done.at["A068", "part_of"]) == ("A068", "A069")


def test_russia_partners_absences_are_rows_without_credit() -> None:
    done, links = table("russia_partners", "actions"), table("russia_partners", "links")
    absences = done.loc[done["attempted"].eq("false"), "action_id"]
    assert absences.tolist() == ["A011", "A014", "A016", "A084", "A092", "A113", "A125"]
    assert set(links.loc[links["action_id"].isin(absences), "match"]) == {"0"}


def test_russia_partners_pairs_that_are_nearly_silent() -> None:
    said, done = table("russia_partners", "statements"), table("russia_partners", "actions")
    assert said.query("actor == 'VNM'")["statement_id"].tolist() == ["S069"]
    assert len(done.query("actor == 'VNM'")) == 6
    assert done.query("actor == 'PRK' and target == 'CHN'").empty


def test_russia_partners_period_deeds_overlap_the_word_they_answer() -> None:
    links = table("russia_partners", "links").query("match == '0.5' or match == '1'")
    said = table("russia_partners", "statements").set_index("statement_id")
    done = table("russia_partners", "actions").set_index("action_id")
    links = links[~links["statement_id"].map(said["kind"]).isin(ABSENCES)]
    assert (links["action_id"].map(done["end_date"]) >= links["statement_id"].map(said["date"])).all()


def test_russia_partners_deeds_are_the_speakers_or_joint() -> None:
    links = table("russia_partners", "links").query("match == '0.5' or match == '1'")
    said = table("russia_partners", "statements").set_index("statement_id")
    done = table("russia_partners", "actions").set_index("action_id")
    links = links[~links["statement_id"].map(said["kind"]).isin(ABSENCES)]
    other = links["action_id"].map(done["actor"]) != links["statement_id"].map(said["actor"])
    joint_trade = done.index[done["topic"].eq("trade") & done["actor"].eq("CHN")]
    assert set(links.loc[other, "statement_id"]) == {"S008", "S104"}
    assert links.loc[other, "action_id"].isin(joint_trade).all()


def test_russia_partners_votes_agree_with_the_deeds() -> None:
    votes = table("russia_partners", "votes").set_index(["date", "actor"])["vote"]
    deeds = table("russia_partners", "actions").query("topic == 'un_votes' and action_id != 'A133'")
    assert len(deeds) == 24
    for row in deeds.itertuples():
        expected = "abstain" if row.description.startswith("Abstained") else "against"
        assert votes[(row.date, row.actor)] == expected, row.action_id


def test_russia_partners_tallies_are_numbers() -> None:
    votes, raw = table("russia_partners", "votes"), table("russia_partners", "raw/votes")
    joined = votes["votes_for"] + "-" + votes["votes_against"] + "-" + votes["abstentions"]
    assert joined.tolist() == raw["tally_for_against_abstain"].tolist()


def test_russia_partners_visits_by_year() -> None:
    visits = table("russia_partners", "patrons").query("series == 'visit'")
    rank = number(visits["magnitude"])
    year = visits["date"].str[:4]
    found = rank.groupby([year, visits["patron"]]).agg(["count", "sum"])
    expected = {"2023": (4, 14, 2, 6), "2024": (6, 21, 1, 4), "2025": (7, 26, 3, 12)}
    for when, (n_rus, sum_rus, n_chn, sum_chn) in expected.items():
        assert found.loc[(when, "RUS")].tolist() == [n_rus, sum_rus]
        assert found.loc[(when, "CHN")].tolist() == [n_chn, sum_chn]


def test_russia_partners_estimates_have_ordered_ends() -> None:
    guesses = table("russia_partners", "estimates")
    low, high = number(guesses["low"]), number(guesses["high"])
    assert high.notna().all()
    assert guesses.loc[low.isna(), "quantity"].tolist() == ["returns_value"]
    assert (low.fillna(0) <= high).all()


def test_russia_partners_quotes_left_the_paraphrase() -> None:
    said = table("russia_partners", "statements")
    assert not said["text"].str.contains("quote:", regex=False).any()
    assert int(said["quote"].ne("").sum()) == 10
    assert said["quote"].str.split().str.len().max() <= 12


# --- the pieces


@pytest.mark.parametrize(("score", "share"), [("3", "0.3"), ("10", "1"), ("0", "0"), ("", "")])
def test_scores_become_exact_tenths(score: str, share: str) -> None:
    assert tenths(pd.Series([score])).tolist() == [share]


def test_a_condition_without_a_state_is_unknown() -> None:
    conditional = pd.Series(["True", "true", "true", "True", "false", "False"])
    met = pd.Series(["yes", "false", "", "unknown", "", "na"])
    states = ["fired", "not_fired", "unknown", "unknown", "none", "none"]
    assert trigger_state(conditional, met).tolist() == states


def test_what_a_contradicting_deed_is_worth_depends_on_the_kind() -> None:
    links = pd.DataFrame(
        {"statement_id": ["S1", "S2", "S2"], "action_id": ["A1", "A1", "A2"], "note": ""}
    ).assign(relation=["contradicts", "contradicts", "disputed"])
    done = finished_links(links, pd.Series({"S1": "promise", "S2": "denial"}))
    assert done[["match", "scored"]].to_numpy().tolist() == [["0", "true"], ["1", "true"], ["", "false"]]


def test_a_kind_must_come_of_the_raw_kind() -> None:
    raw = {"statement_id": ["S1"], "kind": ["declaration"], "valence": ["conflict"], "target": ["USA;KOR"]}
    raw |= {
        "conditional": ["False"],
        "condition_met": ["na"],
        "severity_promised": ["2"],
        "paraphrase": ["x"],
    }
    decision = {
        "statement_id": ["S1"],
        "kind": ["threat"],
        "strength": ["3"],
        "valence": [""],
        "reason": ["named"],
    }
    decision |= {"severity_denied": [""]}
    done = decided(pd.DataFrame(raw), pd.DataFrame(decision))
    columns = ["kind", "valence", "severity", "target", "trigger_state"]
    assert done[columns].to_numpy().tolist() == [["threat", "conflict", "0.2", "KOR;USA", "none"]]
    with pytest.raises(ValueError, match="S1: a declaration of conflict cannot become a promise"):
        decided(pd.DataFrame(raw), pd.DataFrame({**decision, "kind": ["promise"]}))
    with pytest.raises(ValueError, match="one row with a reason per statement"):
        decided(pd.DataFrame(raw), pd.DataFrame({**decision, "reason": [""]}))


def test_every_shipped_column_needs_a_meaning() -> None:
    tables = {"links": pd.DataFrame({"statement_id": ["S1"], "spare": [""]})}
    meanings = pd.DataFrame({"file": ["links.csv"], "column": ["statement_id"], "meaning": ["Statement."]})
    assert shipped(tables, meanings)["links"].columns.tolist() == ["statement_id"]
    with pytest.raises(ValueError, match=r"links\.csv action_id"):
        shipped(tables, meanings.assign(column="action_id"))
    with pytest.raises(ValueError, match="a blank meaning"):
        shipped(tables, meanings.assign(meaning=""))


def test_credit_is_refused_where_it_cannot_be_earned(tables: dict[str, pd.DataFrame]) -> None:
    done, links = tables["actions"].copy(), tables["links"]
    said = tables["statements"].set_index("statement_id")
    kind = links["statement_id"].map(said["kind"])
    link = links[links["match"].eq("1") & kind.isin(["threat", "promise"])].iloc[0]
    name, here = f"{link['statement_id']} {link['action_id']}", done["action_id"].eq(link["action_id"])
    valence = {"conflict": "cooperation", "cooperation": "conflict"}[said.at[link["statement_id"], "valence"]]
    for change, problem in (
        ({"attempted": "false"}, "an absence cannot earn credit"),
        ({"date": "1900-01-01", "end_date": "1900-01-01"}, "over before it was promised"),
        ({"valence": valence}, "a deed of the other valence"),
    ):
        changed = done.copy()
        for column, value in change.items():
            changed.loc[here, column] = value
        assert f"{name}: {problem}" in contradictions({**tables, "actions": changed})
