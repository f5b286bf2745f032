"""Specs in Python: literal dicts and calls with exact places; all else unknown; nothing raises."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compute_for_tests import PROJECT, lint_unit
from dcslint.cli import main
from dcslint.model.compute.embedded_formats import PythonFormat
from dcslint.model.compute.unit import ComputeUnit
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Document, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from dcslint.model.compute.cluster import Cluster, Node

FORMAT = PythonFormat()
FIXTURE = Path(__file__).parents[1] / "fixtures" / "embedded" / "dag.py.txt"
SPEC = '{"spark_version": "7.3.x-scala2.12", "docker_image": {"url": "a/b:1"}, "num_workers": 1}'


def unit_of(text: str) -> ComputeUnit:
    unit = FORMAT.read(Document("dag.py", text), PROJECT)
    assert isinstance(unit, ComputeUnit)
    return unit


def cluster_of(text: str) -> Cluster:
    (cluster,) = unit_of(text).specification.clusters
    return cluster


def findings(unit: ComputeUnit) -> list[str]:
    """Line, column and rule of what all rules about compute find, in order."""
    found = lint_unit(unit).diagnostics
    places = [(*unit.document.position(one.span.start), one.rule) for one in found]
    return [f"{line}:{column} {rule}" for line, column, rule in places]


def values_of(node: Node) -> Iterator[Value]:
    if isinstance(node, Mapping):
        for entry in node:
            yield entry.key
            yield from values_of(entry.value)
    elif isinstance(node, Sequence):
        for item in node:
            yield from values_of(item)
    else:
        yield node


def test_dicts_and_calls_are_judged_at_their_own_places() -> None:
    expected = [
        "6:23 runtime-ended",
        "13:49 runtime-ended",
        "13:68 access-mode-missing",
        "13:106 image-tag-moving",
        "16:20 runtime-ended",
        "16:56 access-mode-missing",
        "17:13 image-tag-moving",
        "18:9 public-image-basic-auth",
        "18:59 password-in-plain-text",
    ]

    assert expected == findings(unit_of(FIXTURE.read_text(encoding="utf-8")))


def test_a_password_is_masked() -> None:
    document = unit_of(FIXTURE.read_text(encoding="utf-8")).document

    assert "not-for-outputs" not in document.excerpt(0, len(document.text))


@pytest.mark.parametrize(
    "text",
    [
        f"x = {SPEC}",
        f"DAG(default_args=dict(new_cluster={SPEC}))",
        f"DatabricksSubmitRunOperator(json={{'new_cluster': {SPEC}}})",
        f"DatabricksSubmitRunOperator(task_id=f({SPEC}))",
        f"tasks = [Task(task_key='a', new_cluster={SPEC})]",
        f"run(other, tasks=[make(new_cluster={SPEC})])",
        (
            "w.clusters.create_and_wait(spark_version=V, num_workers=1,\n"
            "  docker_image=DockerImage(url='a/b:1'))"
        ),
        (
            "c = compute.ClusterSpec(spark_version=V, num_workers=1,\n"
            "  docker_image=compute.DockerImage(url='a/b:1'))"
        ),
        "c = dict(spark_version=V, num_workers=1, docker_image=dict(url='a/b:1'))",
        f"async def f():\n    await g(lambda: [{SPEC} for _ in x])",
    ],
)
def test_a_spec_is_found_once_wherever_it_stands(text: str) -> None:
    container = cluster_of(text).container

    assert container is not None
    assert container.url is not None
    assert ("a/b:1", text.index("a/b:1")) == (container.url.text, container.url.span.start)


@pytest.mark.parametrize(
    "text",
    [
        "DockerOperator(docker_image='a', image='b')",
        "f(docker_image={'url': 'a'}, num_workers=1)",
        "x = 'docker_image'",
        f"# {SPEC}",
        f"'''{SPEC}'''",
        "",
    ],
)
def test_what_is_no_spec_of_databricks_has_no_cluster(text: str) -> None:
    unit = unit_of(text)

    assert [] == unit.specification.clusters
    assert [] == findings(unit)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("IMAGE", "variable IMAGE"),
        ("f'a/{x}'", "f-string"),
        ("os.environ['X']", "computed in Python"),
        ("Variable.get('x')", "result of get"),
        ("'a' + b", "computed in Python"),
        ("'a/%s' % b", "computed in Python"),
        ("a if b else c", "computed in Python"),
        ("b'a'", "computed in Python"),
        ("...", "computed in Python"),
        ("x()()", "result of a call"),
    ],
)
def test_what_is_not_written_out_is_unknown_for_a_reason(written: str, reason: str) -> None:
    container = cluster_of(f"x = {SPEC}".replace('"a/b:1"', written)).container

    assert container is not None
    assert container.url is not None
    assert container.url.unknown is not None
    assert reason == container.url.unknown.reason
    assert written == container.url.span.source


@pytest.mark.parametrize(
    ("written", "text", "kind"),
    [
        ("'it'", "it", "string"),
        ("r'it'", "it", "string"),
        ('"""it"""', "it", "string"),
        ("'i' 't'", "it", "string"),
        ("'\\x69t'", "it", "string"),
        ("('it')", "it", "string"),
        ("12", "12", "number"),
        ("-1.5", "-1.5", "number"),
        ("True", "true", "boolean"),
        ("None", "null", "null"),
    ],
)
def test_constants_are_known(written: str, text: str, kind: str) -> None:
    node = cluster_of(f'x = {SPEC[:-1]}, "y": {written}}}').mapping.get("y")

    assert isinstance(node, Value)
    assert (text, kind) == (node.text, node.kind)


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        (f"x = {SPEC}", True),
        (f"x = {SPEC[:-1]}, **more}}", False),
        (f"x = {SPEC[:-1]}, KEY: 1}}", False),
        (f"x = {{**base}} | {SPEC}", False),
        (f"x = {SPEC}\nx['data_security_mode'] = MODE", False),
        (f"x: Any = {SPEC}\nx.update(more)", False),
        (f"base.update({SPEC})", False),
        ("f(spark_version='7.3.x-scala2.12', docker_image={'url': 'a/b'}, node_type_id=1)", False),
        (f"x = {SPEC}\nprint(x['num_workers'])", True),
        ("dict(base, spark_version='7.3.x-scala2.12', num_workers=1)", False),
        ("dict(spark_version='7.3.x-scala2.12', num_workers=1, **more)", False),
        ("# docker\ndict(spark_version='7.3.x-scala2.12', num_workers=1)", True),
    ],
)
def test_what_may_be_added_elsewhere_makes_a_spec_incomplete(text: str, *, complete: bool) -> None:
    assert complete == cluster_of(text).complete
    assert complete == cluster_of(text).lacks("data_security_mode")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places_are_characters_whatever_ends_lines_and_however_wide_they_are(end: str) -> None:
    lines = [
        "# äöü𝄞 \x0c\x1c\u2028",
        'a = "é𝄞"; x = {"é": "ü", "spark_version": "7.3.x-scala2.12",',
    ]
    lines += [' "𝄞": "", "docker_image": {"url": "é/b:1"}, "num_workers": 1}', ""]
    text = end.join(lines)
    cluster = cluster_of(text)

    for value in values_of(cluster.mapping):
        assert value.text == value.span.source
    assert text.index("{") == cluster.mapping.span.start


NOTEBOOK = """# Databricks notebook source
# MAGIC %md
# MAGIC It's written as
# MAGIC ```
# MAGIC {
# MAGIC   "spark_version": "7.3.x-scala2.12",
# MAGIC   "docker_image": {"url": "a/b:1.0-é"},
# MAGIC   "num_workers": 1
# MAGIC }
# MAGIC ```

# COMMAND ----------

# MAGIC %sh
# MAGIC curl -X POST x -d '{"spark_version": "7.3.x-scala2.12", "num_workers": 1,
# MAGIC   "docker_image": {"url": "a/b:latest"}}'

# COMMAND ----------

x = {"spark_version": "7.3.x-scala2.12", "docker_image": {"url": "a/c:latest"}, "num_workers": 1}
"""


def test_cells_of_other_languages_in_a_notebook_are_read_at_their_places() -> None:
    expected = [
        *("6:29 runtime-ended", "15:47 runtime-ended", "16:40 image-tag-moving"),
        *("20:24 runtime-ended", "20:71 image-tag-moving"),
    ]

    found = findings(unit_of(NOTEBOOK))
    assert expected == [one for one in found if "runtime-ended" in one or "moving" in one]


JSON_CELL = """
# COMMAND ----------

{
  "spark_version": "9.1.x-scala2.12",
  "docker_image": {"url": "a/d:1"},
  "num_workers": 1
}
"""


def test_a_notebook_is_read_though_a_cell_is_no_python() -> None:
    unit = unit_of(NOTEBOOK + "\n# COMMAND ----------\n\nFROM a/docker_image\n" + JSON_CELL)

    assert 4 == len(unit.specification.clusters)
    assert "29:21 runtime-ended" in findings(unit)
    (problem,) = unit.problems
    assert 24 == unit.document.position(problem.span.outermost().start)[0]


def test_a_cell_without_a_spec_may_be_anything() -> None:
    unit = unit_of(NOTEBOOK + "\n# COMMAND ----------\n\n%pip install x y z\n")

    assert 3 == len(unit.specification.clusters)
    assert () == unit.problems


# Which files


def test_python_is_read_only_where_it_is_asked_for() -> None:
    assert FORMAT.claims_name("dags/a.py")
    assert not FORMAT.claims_name("a.ipynb")
    assert not FORMAT.claims_text(f"x = {SPEC}")
    assert not FORMAT.may_concern_databricks(f"x = {SPEC}")


@pytest.mark.parametrize(
    ("arguments", "linted"),
    [
        (["."], 1),
        (["dag.py"], 1),
        ([".", "--scope", "all"], 3),
        (["dag.py", "--scope", "auto"], 0),
    ],
)
def test_a_walk_leaves_python_and_ordinary_texts_alone(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    linted: int,
) -> None:
    (tmp_path / "dag.py").write_text(f"x = {SPEC}", encoding="utf-8")
    (tmp_path / "README.md").write_text("A docker_image.", encoding="utf-8")
    (tmp_path / "run.sh").write_text(f"curl -d '{SPEC}' x", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    main([*arguments, "--format", "json", "--fail-on", "error"])

    assert linted == json.loads(capsys.readouterr().out)["files"]


def test_what_is_not_python_is_one_problem_and_not_judged() -> None:
    unit = unit_of(f"x = {SPEC}\nprint 'é' x\n")

    (problem,) = unit.problems
    assert "python-syntax" == problem.kind
    assert 2 == unit.document.position(problem.span.start)[0]
    assert [] == unit.specification.clusters


def test_a_module_that_mentions_no_spec_is_not_even_parsed() -> None:
    assert () == tuple(unit_of("print 'x'").problems)


@pytest.mark.parametrize(
    "text",
    [
        "\0",
        "\udc80 = 1",
        "(" * 100_000,
        "-" * 100_000 + "1",
        "x" + ".y" * 100_000,
        "1" + "+1" * 100_000,
        "x = " + "{'a': " * 90 + "1" + "}" * 90,
        "x = " + "f(new_cluster=" * 90 + "1" + ")" * 90,
        "x = " + "[" * 5000 + "]" * 5000,
        "lambda: " * 5000 + "1",
        "é" * 20_000 + " = [" + "{'é': 1}, " * 2000 + "]",
        "1" * 10_000,
    ],
)
def test_a_hostile_module_does_no_harm(text: str) -> None:
    unit = unit_of(f"{text}\n# docker_image")

    assert len(unit.problems) <= 1


def test_an_odd_escape_warns_nobody() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        unit_of(f"x = '\\d'\ny = {SPEC}")


# Properties

KEYS = st.text("ab_é𝄞'\"\\\n{", max_size=5)
DATA = st.recursive(
    st.one_of(KEYS, st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def data_of(node: Node) -> Any:
    """What a tree says, as Python's own data."""
    if isinstance(node, Mapping):
        return {entry.key.text: data_of(entry.value) for entry in node}
    if isinstance(node, Sequence):
        return [data_of(item) for item in node]
    assert node.text is not None
    words: dict[str, Any] = {"true": True, "false": False, "null": None}
    if node.kind == "number":
        return float(node.text) if set(node.text) & set(".einf") else int(node.text)
    return node.text if node.kind == "string" else words[node.text]


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(KEYS, DATA, max_size=4), KEYS.map(repr))
def test_a_dict_says_what_python_makes_of_it(data: dict[str, Any], before: str) -> None:
    data = {"docker_image": {"url": "é/b:1"}, **data}
    try:
        text = f"{before}; x = {data!r}"
        unit = unit_of(text)
    except RecursionError:  # pragma: no cover - the data's own
        return

    (root,) = unit.specification.roots
    if "inf" not in text:
        assert data == data_of(root)
    assert repr(data) == root.span.source
    for value in values_of(root):
        if value.text and value.kind == "string" and value.text.isalnum():
            assert value.text == value.span.source


PARTS = st.lists(
    st.sampled_from(
        (
            *(
                "{",
                "}",
                "(",
                ")",
                "[",
                "]",
                ":",
                ",",
                "'",
                '"',
                '"""',
                "\\",
                "\n",
                "\r",
                "    ",
                "\t",
            ),
            *(
                "x",
                "=",
                "1",
                "é",
                "\udc80",
                "\0",
                "f'",
                "**",
                "*",
                "|",
                ".",
                "lambda",
                "def f():",
                "#",
            ),
            *(
                "'docker_image'",
                "'spark_version'",
                "ClusterSpec(",
                "new_cluster=",
                "dict(",
                "update(",
            ),
        )
    ),
    max_size=20,
).map("".join)


@settings(deadline=None, max_examples=150)
@given(PARTS)
def test_no_text_raises(parts: str) -> None:
    text = f"{parts}\n# docker_image"
    unit = unit_of(text)

    for one in lint_unit(unit).diagnostics:
        assert 0 <= one.span.start <= one.span.end <= len(text)
    for problem in unit.problems:
        assert 0 <= problem.span.start <= len(text)
