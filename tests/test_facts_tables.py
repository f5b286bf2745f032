"""The tables of facts, and their reader, overlay and printer."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcslint.facts import Facts, version_tuple
from dcslint.facts.load import FactsError, load_overlay, load_tables, overlay, parse_table
from dcslint.facts.render import render_tables
from dcslint.facts.schema import TABLES

ROOT = Path(__file__).parent.parent
PATHS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "rules/facts").glob("*.yaml"))
SHIPPED = load_tables(lambda path: (ROOT / path).read_bytes(), PATHS)

EVIDENCE = "mark: C, checked: 2026-11-23, source: docs}"
ROW = f"{{version: '15.4', lts: true, scala: ['2.12'], {EVIDENCE}"
STATED = f"{{value: '10', {EVIDENCE}"
GOOD = (
    f"about: Runtimes.\nas_of: 2026-11-23\nended_at_or_below: {STATED}\n"
    f"no_minor_from: {STATED}\nrows:\n  - {ROW}\n"
)


def test_every_table_has_a_schema_and_every_schema_a_table() -> None:
    assert sorted(TABLES) == sorted(SHIPPED)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_row_says_where_it_is_from_and_when_that_was_read(name: str) -> None:
    table = SHIPPED[name]
    stated = [table[key] for key in TABLES[name].stated]

    assert table["about"].endswith(".")
    assert table["rows"]
    for row in [*table["rows"], *stated]:
        assert row["source"].strip()
        assert "[id:" not in row["source"]
        assert row["mark"] in ("C", "S", "K")
        assert row["checked"] <= table["as_of"]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (STATED, STATED.replace(", source: docs", ""), 3, "'source' is missing"),
        ("'15.4', lts: true", "'15.4', lts: yes", 6, "'lts' is 'yes', must be true or false"),
        ("lts: true", "its: true", 6, "unknown key 'its' (did you mean 'lts'?)"),
        (ROW, ROW.replace("mark: C", "mark: U"), 6, "'mark' is 'U', must be one of: C, S, K"),
        (ROW, ROW.replace(", mark: C", ""), 6, "'mark' is missing"),
        (ROW, ROW.replace(" source: docs", " source: ''"), 6, "'source' is '', must not be blank"),
        (ROW, ROW.replace(" source: docs", " source: ~"), 6, "'source' is missing"),
        (ROW, ROW.replace(", checked: 2026-11-23", ""), 6, "'checked' is missing"),
        (ROW, ROW.replace("11-23", "02-30"), 6, "'checked' is '2026-02-30', must be a date"),
        (ROW, ROW.replace("'15.4'", "next"), 6, "'version' is 'next', must be a version like 15.4"),
        (ROW, ROW.replace("['2.12']", "'2.12'"), 6, "'scala' must be a list"),
        (ROW, f"{ROW}\n  - {ROW}", 7, "15.4 is in the table already, at line 6"),
        (ROW, "15.4", 6, "a row must be a mapping"),
        ("as_of: 2026-11-23\n", "", 1, "'as_of' is missing"),
        (f"no_minor_from: {STATED}\n", "", 1, "'no_minor_from' is missing"),
        ("about:", "abuot:", 1, "unknown key 'abuot' (did you mean 'about'?)"),
        ("about: Runtimes.", "about: *a", 1, "anchors and aliases are not allowed"),
        ("about: Runtimes.", "about: !!str x", 1, "the tag 'tag:yaml.org,2002:str' is not allowed"),
        ("about: Runtimes.", "about: x\nabout: y", 2, "the key 'about' is given twice"),
        ("about: Runtimes.", "about: @x", 1, "not YAML: "),
        ("about: Runtimes.", f"about: {'[' * 5000}", 1, "is nested too deep"),
    ],
)
def test_a_bad_table_is_refused_at_its_line(old: str, new: str, line: int, message: str) -> None:
    assert 1 == len(parse_table(GOOD, "facts/runtimes.yaml")["rows"])
    with pytest.raises(FactsError) as caught:
        parse_table(GOOD.replace(old, new), "facts/runtimes.yaml")
    assert ("facts/runtimes.yaml", line) == (caught.value.path, caught.value.line)
    assert message in caught.value.message
    assert str(caught.value).startswith(f"facts/runtimes.yaml:{line}: ")


def test_a_bad_pattern_an_unknown_table_and_bad_bytes_are_refused() -> None:
    node = "{name: x, cloud: aws, pattern: '(', arm: true, gpu: true}"

    with pytest.raises(FactsError, match=r"nodes.yaml:1: no table is called 'nodes'"):
        parse_table("rows: []", "nodes.yaml", overlay=True)
    with pytest.raises(FactsError, match=r"node-types.yaml:1: 'pattern' is '\(', is no regular"):
        parse_table(f"rows: [{node}]", "node-types.yaml", overlay=True)
    with pytest.raises(FactsError, match=r"runtimes.yaml:1: not UTF-8"):
        load_tables(lambda _: b"\xff", ["runtimes.yaml"])
    with pytest.raises(FactsError, match="given twice"):
        load_overlay(lambda _: b"rows: []", ["a/runtimes.yaml", "b/runtimes.yaml"])


def test_a_version_stays_text_whatever_yaml_takes_it_for() -> None:
    table = parse_table(GOOD.replace("'15.4'", "15.10"), "runtimes.yaml")

    assert "15.10" == table["rows"][0]["version"]


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=60) | st.text(alphabet="rows:- []{}ab&*!'\n\t ", max_size=60))
def test_reading_a_table_fails_in_no_other_way(text: str) -> None:
    with suppress(FactsError):
        parse_table(text, "runtimes.yaml", overlay=True)


def test_tables_survive_json() -> None:
    assert json.loads(json.dumps(SHIPPED)) == SHIPPED


def test_facts_need_neither_yaml_nor_typing_at_run_time() -> None:
    code = "import sys, dcslint.facts; print([m for m in ('yaml', 'dcslint.facts.load', 'typing',"
    code += " 'dataclasses', 'pathlib', 'datetime') if m in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, 'src'); {code}"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )

    assert "[]\n" == run.stdout


def test_what_tables_say_of_each_other_is_there() -> None:
    facts = Facts(SHIPPED)
    tagged = {family for row in SHIPPED["base-tags"]["rows"] for family in row["families"]}
    aliases = [mode.alias_of for mode in facts.access_modes() if mode.alias_of is not None]

    assert set() == tagged - set(facts.families)
    assert ["DATA_SECURITY_MODE_STANDARD", "DATA_SECURITY_MODE_DEDICATED"] == aliases
    assert all(facts.access_mode(alias) for alias in aliases)
    for runtime in facts.runtimes():
        number = version_tuple(runtime.version) or ()
        tag = facts.lts_tag("python", runtime.major)
        if runtime.lts and number > (9,):
            assert tag is not None
            assert (runtime.version, runtime.python) == (tag.runtime, tag.python)
        elif number > (10, 0) and runtime.major not in range(11, 19):
            assert facts.base_tag("python", f"{runtime.version}-LTS") is None


def test_an_overlay_replaces_rows_of_the_same_key_and_adds_others() -> None:
    before = deepcopy(SHIPPED)
    changed = ROW.replace("'15.4'", "'15.4', end_of_support: 2026-01-01")
    added = ROW.replace("15.4", "20")
    text = f"as_of: 2026-12-01\nno_minor_from: {STATED}\nrows:\n  - {changed}\n  - {added}\n"
    more = load_overlay(lambda _: text.encode(), ["mine/runtimes.yaml"])

    facts = Facts(overlay(SHIPPED, more))
    replaced, newest = facts.runtime("15.4"), facts.newest()

    assert before == SHIPPED
    assert replaced is not None
    assert newest is not None
    assert ("unsupported", "docs") == (replaced.status("2026-11-23"), replaced.source)
    assert "20" == newest.version
    assert len(SHIPPED["runtimes"]["rows"]) + 1 == len(facts.runtimes())
    assert "2026-12-01" == facts.as_of
    assert facts.tables["runtimes"]["about"] == SHIPPED["runtimes"]["about"]
    assert facts.is_same_runtime("15.4", "15.3")
    assert facts.runtime("14.3") is not None


def test_an_overlay_of_a_tag_wins_for_its_family_only() -> None:
    row = f"{{tag: 17.3-LTS, families: [python], lts: false, {EVIDENCE}"
    more = load_overlay(lambda _: f"rows: [{row}]".encode(), ["base-tags.yaml"])

    facts = Facts(overlay(SHIPPED, more))
    tags = [facts.base_tag(family, "17.3-LTS") for family in ("python", "standard")]

    assert [False, True] == [tag is not None and tag.lts for tag in tags]


def test_the_tables_are_printed_with_their_age_and_a_notice_for_old_rows() -> None:
    more = ROW.replace("15.4", "16.4").replace("2026-11-23", "2026-05-27").replace("docs", "blog")
    table = parse_table(f"{GOOD}  - {more}\n", "runtimes.yaml")

    text = render_tables(Facts({"runtimes": table}), "2026-11-24")

    assert (
        """\
runtimes: Runtimes.
as of 2026-11-23, 1 day old, 2 rows
ended_at_or_below: 10 (C, checked 2026-11-23) [1]
no_minor_from: 10 (C, checked 2026-11-23) [1]

  version  lts  scala  mark  checked     source
  15.4     yes  2.12   C     2026-11-23  [1]
  16.4     yes  2.12   C     2026-05-27  [2]

  [1] docs
  [2] blog
  notice: 1 row was last checked more than 180 days ago: 16.4
"""
        == text
    )


def test_a_table_that_only_an_overlay_has_is_printed_without_an_age() -> None:
    tables = load_overlay(lambda _: f"rows: [{ROW}]".encode(), ["runtimes.yaml"])

    assert "" == Facts(tables).as_of
    for each in (tables, overlay({}, tables)):
        assert render_tables(Facts(each), "2027-11-24").startswith("runtimes:\n1 row\n")


def test_no_notice_on_the_last_day_and_one_for_every_row_after_it() -> None:
    facts = Facts(SHIPPED)

    assert "notice" not in render_tables(facts, "2027-05-22")
    assert len(SHIPPED) == render_tables(facts, "2027-05-23").count("  notice: ")
    assert "as of 2026-11-23, 181 days old" in render_tables(facts, "2027-05-23")
