"""Trees are merged as the Databricks CLI merges them (libs/dyn/merge, resourcemutator)."""

from __future__ import annotations

import pytest
import yaml

from dcslint.model.compute.bundle_merge import merge, merge_resources
from dcslint.readers.tree import Mapping, Sequence
from dcslint.readers.yaml import read_yaml
from dcslint.source import Document, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Node = Mapping | Sequence | Value


def tree(text: str) -> Node:
    (root,) = read_yaml(Document("a.yml", text)).roots
    return root


def data(node: Node) -> Any:
    if isinstance(node, Value):
        return yaml.safe_load(node.text or "") if node.kind != "string" else node.text
    if isinstance(node, Sequence):
        return [data(item) for item in node]
    return {entry.key.text: data(entry.value) for entry in node}


@pytest.mark.parametrize(
    ("base", "over", "expected"),
    [
        ("{a: 1}", "{b: 2}", {"a": 1, "b": 2}),
        ("{a: 1, b: 2}", "{a: 3}", {"a": 3, "b": 2}),
        ("{a: {b: 1, c: 2}}", "{a: {c: 3, d: 4}}", {"a": {"b": 1, "c": 3, "d": 4}}),
        ("{a: [1, 2]}", "{a: [3]}", {"a": [1, 2, 3]}),
        ("{a: null}", "{a: {b: 1}}", {"a": {"b": 1}}),
        ("{a: {b: 1}}", "{a: null}", {"a": {"b": 1}}),
        ("{a: 1}", "{a: null}", {"a": 1}),
        ("{a: {b: 1}}", "{a: ${var.x}}", {"a": "${var.x}"}),
        ("{a: 1}", "{a: [1]}", {"a": [1]}),
        ("{}", "{}", {}),
    ],
)
def test_what_comes_later_wins_and_lists_are_joined(base: str, over: str, expected: object) -> None:
    assert expected == data(merge(tree(base), tree(over)))


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        pytest.param(
            "jobs: {j: {job_clusters: [{job_cluster_key: a, new_cluster: {x: 1, y: 1}}, "
            "{job_cluster_key: b}, {job_cluster_key: a, new_cluster: {y: 2}}]}}",
            {
                "jobs": {
                    "j": {
                        "job_clusters": [
                            {"job_cluster_key": "a", "new_cluster": {"x": 1, "y": 2}},
                            {"job_cluster_key": "b"},
                        ]
                    }
                }
            },
            id="job clusters by job_cluster_key",
        ),
        pytest.param(
            "jobs: {j: {tasks: [{task_key: a, libraries: [1]}, {task_key: a, libraries: [2]}]}}",
            {"jobs": {"j": {"tasks": [{"task_key": "a", "libraries": [1, 2]}]}}},
            id="tasks by task_key",
        ),
        pytest.param(
            "pipelines: {p: {clusters: [{num_workers: 1}, {label: Default, x: 1}, {label: b}]}}",
            {
                "pipelines": {
                    "p": {
                        "clusters": [{"num_workers": 1, "label": "Default", "x": 1}, {"label": "b"}]
                    }
                }
            },
            id="clusters of a pipeline by label",
        ),
        pytest.param(
            "jobs: {j: {parameters: [{name: a, default: 1}, {name: a, default: 2}]}}",
            {
                "jobs": {
                    "j": {"parameters": [{"name": "a", "default": 1}, {"name": "a", "default": 2}]}
                }
            },
            id="other lists stay",
        ),
        pytest.param(
            "jobs: {j: ${var.job}, k: {tasks: ${var.tasks}, job_clusters: [1, [2]]}, l: null}",
            {
                "jobs": {
                    "j": "${var.job}",
                    "k": {"tasks": "${var.tasks}", "job_clusters": [1, [2]]},
                    "l": None,
                }
            },
            id="what is no list of mappings stays",
        ),
        pytest.param("clusters: {a: {x: 1}}", {"clusters": {"a": {"x": 1}}}, id="other kinds stay"),
    ],
)
def test_items_of_one_key_become_one(resources: str, expected: object) -> None:
    root = tree(resources)
    assert isinstance(root, Mapping)
    before = data(root)

    assert expected == data(merge_resources(root))
    assert before == data(root), "what goes in must not change"


def test_a_block_stays_where_it_was_begun_and_a_scalar_where_it_was_given_last() -> None:
    base, over = tree("a: {b: 1}\nc: 1\n"), tree("a: {d: 1}\nc: 2\n")

    merged = merge(base, over)

    assert isinstance(base, Mapping)
    assert isinstance(over, Mapping)
    assert isinstance(merged, Mapping)
    assert base.entries[0].key is merged.entries[0].key
    assert over.entries[1].key is merged.entries[1].key
    assert over.entries[1].value is merged.entries[1].value


def test_what_may_be_hidden_in_one_may_be_hidden_in_both() -> None:
    base, over = tree("a: 1"), tree("b: 1")
    assert isinstance(over, Mapping)
    over.complete = False

    merged = merge(base, over)

    assert isinstance(merged, Mapping)
    assert not merged.complete
