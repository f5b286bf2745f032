"""Specs inside shell scripts, makefiles and Markdown: found, placed, and left unknown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compute_for_tests import PROJECT, lint_unit
from dcslint.model.compute.embedded_formats import MakefileFormat, MarkdownFormat, ShellFormat
from dcslint.model.compute.unit import ComputeUnit
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Document, Value, apply_edits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from dcslint.model.compute.cluster import Node
    from dcslint.model.project import Format

FIXTURES = Path(__file__).parents[1] / "fixtures" / "embedded"
FORMATS: dict[str, Format] = {
    "page.md": MarkdownFormat(),
    "guide.md": MarkdownFormat(),
    "create.sh": ShellFormat(),
    "Makefile": MakefileFormat(),
}
SPEC = '{"spark_version": "7.3.x-scala2.12", "docker_image": {"url": "a/b:1"}, "num_workers": 1}'


def unit_of(path: str, text: str) -> ComputeUnit:
    """The unit of a text under a name, by the format that claims it."""
    form = next(one for one in FORMATS.values() if one.claims_name(path))
    unit = form.read(Document(path, text), PROJECT)
    assert isinstance(unit, ComputeUnit)
    return unit


def findings(unit: ComputeUnit) -> list[str]:
    """Line, column and rule of what all rules about compute find, in order."""
    found = lint_unit(unit).diagnostics
    assert all(one.span.document is unit.document for one in found)
    places = [(*unit.document.position(one.span.start), one.rule) for one in found]
    return [f"{line}:{column} {rule}" for line, column, rule in places]


def fixture(name: str) -> ComputeUnit:
    return unit_of(name, (FIXTURES / name).read_text(encoding="utf-8"))


def data_of(node: Node) -> Any:
    """What a tree says, as `json.loads` would give it."""
    if isinstance(node, Mapping):
        return {entry.key.text: data_of(entry.value) for entry in node}
    if isinstance(node, Sequence):
        return [data_of(item) for item in node]
    assert node.text is not None
    return node.text if node.kind == "string" else json.loads(node.text)


def values_of(node: Node) -> Iterator[Value]:
    """All values and keys of a tree."""
    if isinstance(node, Mapping):
        for entry in node:
            yield entry.key
            yield from values_of(entry.value)
    elif isinstance(node, Sequence):
        for item in node:
            yield from values_of(item)
    else:
        yield node


# Fixtures, each finding at its own line and column


def test_a_page_saved_as_markdown_lights_up_at_its_own_lines() -> None:
    expected = [
        "13:24 placeholder-left",
        "14:22 single-node-incomplete",
        "16:8 access-mode-missing",
        "17:44 image-tag-moving",
        "18:10 public-image-basic-auth",
        "19:24 placeholder-left",
        "20:24 placeholder-left",
        "23:25 runtime-ended",
        "59:18 enable-dcs-not-text",
    ]

    assert expected == findings(fixture("page.md"))


def test_a_page_says_the_same_as_its_body_in_a_file_of_json() -> None:
    from dcslint.model.compute.format import JsonFormat

    text = (FIXTURES / "page.md").read_text(encoding="utf-8")
    body = text[text.index("-d '{") + 4 : text.index("}'\n") + 1]
    alone = lint_unit(JsonFormat().read(Document("body.json", body), PROJECT)).diagnostics
    on_page = lint_unit(fixture("page.md")).diagnostics

    messages = [(one.rule, one.message) for one in alone]
    assert messages == [(one.rule, one.message) for one in on_page][: len(messages)]
    assert "runtime-ended" in {rule for rule, _ in messages}


def test_blocks_in_lists_quotes_and_indents_are_read_and_other_languages_are_not() -> None:
    expected = [
        *("7:25 runtime-ended", "8:8 access-mode-missing", "8:59 image-tag-moving"),
        *("16:25 runtime-ended", "17:8 access-mode-missing", "17:58 image-tag-moving"),
        *("27:22 runtime-ended", "29:7 access-mode-missing", "29:53 image-tag-moving"),
        *("35:25 runtime-ended", "36:8 access-mode-missing", "36:56 image-tag-moving"),
    ]

    assert expected == findings(fixture("guide.md"))


def test_bodies_of_a_script_are_read_through_quotes_continuations_and_heredocs() -> None:
    expected = [
        "3:66 runtime-ended",
        "5:5 access-mode-missing",
        "5:56 image-tag-moving",
        "6:30 password-in-plain-text",
        "8:55 runtime-ended",
        "9:4 access-mode-missing",
        "12:21 runtime-ended",
    ]

    assert expected == findings(fixture("create.sh"))


def test_recipes_are_read_as_make_hands_them_to_the_shell() -> None:
    expected = [
        "4:31 runtime-ended",
        "4:68 access-mode-missing",
        "6:47 runtime-ended",
        "7:6 access-mode-missing",
    ]

    assert expected == findings(fixture("Makefile"))


@pytest.mark.parametrize("name", FORMATS)
def test_every_fixture_is_meant_for_databricks(name: str) -> None:
    unit = fixture(name)

    assert FORMATS[name].may_concern_databricks(unit.document.text)
    assert unit.concerns_databricks()


# Secrets


def test_no_excerpt_of_the_host_shows_a_secret_of_a_body() -> None:
    unit = fixture("create.sh")
    document = unit.document
    shown = document.excerpt(0, len(document.text))

    assert "not-for" not in shown
    assert "outputs" not in shown
    assert '\\"password\\": \\"********\\"' in shown
    report = lint_unit(unit)
    messages = [one.message for one in report.diagnostics]
    assert not any("outputs" in message for message in messages)
    assert all("outputs" not in one.reason for one in report.unjudged)


@pytest.mark.parametrize(
    "body",
    [
        """curl -d '{"docker_image": {"basic_auth": {"password": "canary-word"}}, "x": ' y""",
        """curl -d "{\\"docker_image\\": {\\"password\\": \\"canary-word\\"" y""",
        """P='{"docker_image": {"url": "a", "basic_auth": {"password": "canary-word"}}}'""",
        """curl -H "Authorization: Bearer canary-word" -d '{"docker_image": 1}'""",
    ],
)
def test_a_secret_in_a_broken_body_is_masked_too(body: str) -> None:
    document = unit_of("a.sh", body).document

    assert "canary" not in document.excerpt(0, len(body))


# What is a body


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.sh", f"curl -d '{SPEC}' x"),
        ("a.sh", f"curl -d'{SPEC}' x"),
        ("a.sh", f"curl --data-raw='{SPEC}' x"),
        ("a.sh", f"if true; then (curl --data-binary '{SPEC}' x | jq .); fi"),
        ("a.sh", f"BODY='{SPEC}'"),
        ("a.sh", f"BODY=$(cat <<EOF\n{SPEC}\nEOF\n)"),
        ("a.sh", f"curl -d @- <<<'{SPEC}'"),
        ("a.sh", f"cat > cluster.json <<'EOF'\n{SPEC}\nEOF"),
        ("a.sh", f"{{ cat; }} <<'EOF'\n{SPEC}\nEOF"),
        ("a.md", f"```json\n{SPEC}\n```"),
        ("a.md", f"````{{.json}}\n{SPEC}\n```\n````"),
        ("a.md", f"```json\n{SPEC}"),
        ("a.md", f"```\n{SPEC}\n```"),
        ("a.md", f"```\n$ curl -d '{SPEC}' x\n```"),
        ("a.md", f"1. curl -X POST\n    -d '{SPEC}'\n\nIt's done."),
        ("a.md", f"It's so:\n\n    {SPEC}\n"),
        ("a.md", f"[\n\nbroken\n\n{SPEC}\n"),
        ("Makefile", f"a:\n\tcurl -d '{SPEC}'\n"),
        ("Makefile", f"a:\r\n\t@-curl \\\r\n\t-d '{SPEC}'\r\n"),
        ("x/deploy.mk", f".ONESHELL:\na:\n\tcurl -d @- <<EOF\n\t{SPEC}\n\tEOF\n"),
    ],
)
def test_a_body_is_a_spec_wherever_it_stands(path: str, text: str) -> None:
    unit = unit_of(path, text)

    (container,) = unit.containers
    assert container.url is not None
    assert "a/b:1" == container.url.text
    assert text.index("a/b:1") == container.url.span.outermost().start
    assert unit.concerns_databricks()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.sh", f"# curl -d '{SPEC}'"),
        ("a.sh", "jq '{docker_image: {url: \"a\"}, spark_version: 1}' cluster.json"),
        ("a.sh", f"jq '{SPEC} + .' cluster.json"),
        ("a.sh", "curl -d @docker_image.json x"),
        ("a.sh", 'curl -d "$DOCKER_IMAGE" x'),
        ("a.md", '```json\n"init_scripts": [{"file": {"destination": "docker"}}]\n```'),
        ("a.md", '"docker_image": {\n    "url": "a/b"\n}\n'),
        ("a.md", f"```python\ncluster = {SPEC}\n```"),
        ("a.md", f"Write {SPEC} there"),
        ("a.md", "```yaml\nspark_version: <string>\ndocker_image:\n  url: a/b\n```"),
        ("a.md", "```json\n" + SPEC.replace("7.3.x-scala2.12", "<string>") + "\n```"),
        ("a.md", "The field docker_image of\n\n{\n\nis enableDcs"),
        ("Makefile", f"A = '{SPEC}'\n# curl -d '{SPEC}'\n"),
    ],
)
def test_a_fragment_a_comment_or_a_program_is_no_spec(path: str, text: str) -> None:
    unit = unit_of(path, text)

    assert [] == unit.specification.clusters
    assert [] == findings(unit)
    assert not unit.concerns_databricks()


@pytest.mark.parametrize(
    "url",
    ['"$X"', '"\'"$X"\'"', '"\'"$(jq -r ".a{" x)"\'"', '"\'"${X:-"a b"}"\'"', '"a/\'"$1"\'"'],
)
def test_what_the_shell_fills_in_is_unknown(url: str) -> None:
    text = f"""curl -d '{{"spark_version": "7.3.x-scala2.12", "docker_image": {{"url": {url}}},
 "num_workers": 0, "node_type_id": "i3.xlarge"}}'"""
    unit = unit_of("a.sh", text)

    (container,) = unit.containers
    assert container.url is not None
    assert container.url.text is None
    assert ["1:29 runtime-ended"] == [one for one in findings(unit) if "runtime" in one]


def test_a_key_that_is_filled_in_may_be_any() -> None:
    unit = unit_of("a.sh", f"curl -d '{SPEC[:-1]}, \"'\"$KEY\"'\": 1}}'")

    (cluster,) = unit.specification.clusters
    assert not cluster.lacks("data_security_mode")


@pytest.mark.parametrize("left_out", ["...", "…", "// and so on\n", '"more": "..."'])
def test_an_example_that_leaves_something_out_lacks_nothing_for_sure(left_out: str) -> None:
    unit = unit_of("a.md", f"```json\n{SPEC[:-1]}, {left_out}}}\n```")

    (cluster,) = unit.specification.clusters
    assert not cluster.lacks("data_security_mode")
    assert () == tuple(unit.problems)


def test_a_fix_changes_the_host_where_the_word_stands() -> None:
    text = """curl -d "{\\"spark_version\\": \\"16.4.x-scala2.12\\", \\"num_workers\\": 1,
      \\"docker_image\\": {\\"url\\": \\"a/b:1\\", \\"basic_aut\\": {}}}" x"""
    fixes = [one.fix for one in lint_unit(unit_of("a.sh", text)).diagnostics if one.fix]

    (fix,) = fixes
    assert text.replace("basic_aut", "basic_auth") == apply_edits(text, fix.edits)


# Names


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a/create.sh", "shell"),
        ("CREATE.BASH", "shell"),
        ("Makefile", "makefile"),
        ("a/GNUmakefile", "makefile"),
        ("Makefile.inc", "makefile"),
        ("b.mk", "makefile"),
        ("README.md", "markdown"),
        ("a.MARKDOWN", "markdown"),
        ("a.mdx", None),
        ("makefiles", None),
        ("sh", None),
    ],
)
def test_files_are_known_by_name(path: str, name: str | None) -> None:
    claiming = {one.name for one in FORMATS.values() if one.claims_name(path)}

    assert ({name} if name else set()) == claiming


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#!/bin/bash\n", True),
        ("#!/usr/bin/env -S bash -e", True),
        ("#!/usr/bin/python3\nsh", False),
        ("bash", False),
        ("", False),
    ],
)
def test_a_script_without_an_ending_is_known_by_its_first_line(
    text: str, *, expected: bool
) -> None:
    assert expected == ShellFormat().claims_text(text)


@pytest.mark.parametrize("form", FORMATS.values())
def test_ordinary_files_are_not_looked_into(form: Format) -> None:
    assert not form.may_concern_databricks("docker run image\nspark_version Databricks\n" * 9)
    assert [] == list(form.read(Document("a", "docker run image"), PROJECT).nodes("Cluster"))


# Properties


def embedded(kind: str, text: str) -> tuple[str, str]:
    """A name and the text of a file that says the JSON `text` by a form."""
    lines = text.split("\n")
    doubled = text.translate({ord(mark): f"\\{mark}" for mark in '\\"$`'})
    single = "'" + text.replace("'", "'\\''") + "'"
    plain = text.translate({ord(mark): f"\\{mark}" for mark in "\\$`"})
    return {
        "single": ("a.sh", f"curl -d {single} x\n"),
        "double": ("a.sh", f'curl --json="{doubled}" x\n'),
        "heredoc": ("a.sh", f"curl -d @- <<EOF\n{plain}\nEOF\n"),
        "quoted heredoc": ("a.sh", f"curl -d @- <<'EOF'\n{text}\nEOF\n"),
        "indented heredoc": (
            "a.sh",
            "curl -d @- <<-'EOF'\n\t\t" + "\n\t\t".join(lines) + "\n\tEOF\n",
        ),
        "fence": ("a.md", f"# T\n\n```json\n{text}\n```\n"),
        "list": ("a.md", "- a\n\n  ~~~ json\n  " + "\n  ".join(lines) + "\n  ~~~\n"),
        "quote": ("a.md", "> ```json\n> " + "\n> ".join(lines) + "\n> ```\n"),
        "command": ("a.md", f"It's so:\n\n    curl x \\\n    -d {single}\n\nDon't.\n"),
        "prose": ("a.md", "It's so:\n\n    " + "\n    ".join(lines) + "\n\nDon't.\n"),
        "recipe": (
            "Makefile",
            "a:\n\tcurl -d " + single.replace("$", "$$").replace("\n", " ") + "\n",
        ),
    }[kind]


WORDS = st.text("ab é'\"\\/<>$`{}[]:,#\n", max_size=6)
SCALARS = st.one_of(WORDS, st.integers(), st.booleans(), st.none())
DATA = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, max_examples=60)
@given(
    st.dictionaries(WORDS, DATA, max_size=4),
    st.sampled_from(
        (
            *("single", "double", "heredoc", "quoted heredoc", "indented heredoc"),
            *("fence", "list", "quote", "command", "prose", "recipe"),
        )
    ),
    st.sampled_from((None, 1)),
)
def test_a_body_says_what_was_written_into_it_and_each_value_stands_in_the_host(
    data: dict[str, Any], kind: str, indent: int | None
) -> None:
    data = {"docker_image": {"url": "a/b:1"}, **data}
    path, text = embedded(kind, json.dumps(data, ensure_ascii=False, indent=indent))
    unit = unit_of(path, text)

    (root,) = unit.specification.roots
    assert data == data_of(root)
    for value in values_of(root):
        place = value.span.outermost()
        assert unit.document is place.document
        assert text[place.start : place.end] == place.source
        if value.text and value.text.isalnum():
            assert value.text == place.source


PARTS = st.lists(
    st.sampled_from(
        (
            *(
                "curl",
                " -d ",
                "--json=",
                "databricks ",
                "'",
                '"',
                "{",
                "}",
                "[",
                "]",
                ":",
                ",",
                "\\",
            ),
            *(
                "\n",
                "\t",
                "\r\n",
                " ",
                "    ",
                "$",
                "$$",
                "(",
                ")",
                "`",
                "```",
                "~~~",
                "json",
                "yaml",
            ),
            *("> ", "- ", "<<EOF", "<<-E", "\nEOF\n", "@-", "<<<", "é", "\udc80", "...", "#", "//"),
            *('"docker_image"', '"url"', '{"spark_version": "7.3.x-scala2.12"', "enableDcs", "a: "),
        )
    ),
    max_size=40,
).map("".join)


@settings(deadline=None, max_examples=150)
@given(PARTS, st.sampled_from(("a.sh", "a.md", "Makefile")))
def test_no_text_raises_and_every_place_is_inside_the_file(parts: str, path: str) -> None:
    text = f"{parts}\n# docker_image"
    unit = unit_of(path, text)

    for one in lint_unit(unit).diagnostics:
        assert 0 <= one.span.start <= one.span.end <= len(text)
    for root in unit.specification.roots:
        place = root.span.outermost()
        assert unit.document is place.document
        assert 0 <= place.start < place.end <= len(text)


@pytest.mark.parametrize(
    "part",
    ["$(", "`", "curl -d '{\n", "{\n", "\\", "'", "```\n", "\t", "${", "> ", "$((a)", '"{\n'],
)
def test_a_hostile_text_costs_little(part: str) -> None:
    text = 'docker_image curl -d "' + part * (30_000 // len(part))

    for path in ("a.sh", "a.md", "Makefile"):
        unit_of(path, f"\t{text}")
        unit_of(path, f"curl -d @- <<EOF\n{{ {text}\nEOF\n")
