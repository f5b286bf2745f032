"""What holds for any tree: nothing raises, and what is found stands where it is said to stand."""

from __future__ import annotations

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from compute_for_tests import lint, unit_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.source import Document, Value

KEYS = [
    *("spark_version", "node_type_id", "num_workers", "docker_image", "url", "basic_auth"),
    *("username", "password", "new_cluster", "tasks", "task_key", "job_clusters"),
    *("job_cluster_key", "for_each_task", "task", "settings", "clusters", "aws_attributes"),
    *("instance_profile_arn", "data_security_mode", "spark_conf", "policy_id", "is_single_node"),
    *("custom_tags", "init_scripts", "use_ml_runtime", "cluster_name", "autoscale", "dockerImage"),
    *("catalog", "continuous", "label", "environment_key", "spec"),
]
TEXTS = [
    *("16.4.x-scala2.12", "9.1.x-scala2.12", "16.4.x-gpu-ml-scala2.12", "15.4", "${var.x}", "<x>"),
    *("acme/etl:latest", "databricksruntime/standard:15.4-LTS", "https://a/b", "a b", "A/b:"),
    *("123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:${x}", "acme.azurecr.io/a", "m6g.large"),
    *(
        "USER_ISOLATION",
        "DATA_SECURITY_MODE_AUTO",
        "hunter2-é\n",
        "{{secrets/a/b}}",
        "/Volumes/a/b",
    ),
    "",
]
SCALARS = st.one_of(
    st.sampled_from(TEXTS),
    st.none(),
    st.booleans(),
    st.integers(0, 3),
    st.floats(allow_nan=False),
    st.text(max_size=8),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=3)), inner, max_size=8),
    ),
    max_leaves=40,
)
IMAGES = st.dictionaries(
    st.sampled_from(["url", "basic_auth", "uri", "image"]),
    st.one_of(SCALARS, st.dictionaries(st.sampled_from(["username", "password", "user"]), SCALARS)),
)
CLUSTERS = st.fixed_dictionaries(
    {},
    optional={
        "spark_version": SCALARS,
        "node_type_id": SCALARS,
        "num_workers": SCALARS,
        "data_security_mode": SCALARS,
        "spark_conf": TREES,
        "aws_attributes": TREES,
        "init_scripts": TREES,
        "is_single_node": SCALARS,
        "docker_image": st.one_of(IMAGES, TREES),
    },
)
SPECS = st.one_of(TREES, CLUSTERS, CLUSTERS.map(lambda cluster: {"new_cluster": cluster}))


@settings(deadline=None, max_examples=200)
@given(SPECS)
def test_no_tree_makes_a_rule_fail_and_findings_stand_in_their_document(spec: Any) -> None:
    text = json.dumps(spec, indent=1)
    report = lint(text)  # asserts that no rule failed

    for found in report.diagnostics:
        assert 0 <= found.span.start <= found.span.end <= len(text)


@settings(deadline=None, max_examples=200)
@given(SPECS, st.data())
@example({"new_cluster": {"docker_image": {"url": "a/b"}}}, None)
def test_no_broken_json_makes_a_rule_fail(spec: Any, data: st.DataObject | None) -> None:
    text = json.dumps(spec)
    if data is not None:
        start = data.draw(st.integers(0, len(text)))
        text = (
            text[:start]
            + data.draw(st.sampled_from(["", "}", '"', "${x}", "/*", ","]))
            + (text[start + 1 :])
        )

    lint(text)


@settings(deadline=None, max_examples=200)
@given(CLUSTERS)
def test_a_value_of_a_cluster_slices_back_to_its_text(spec: Any) -> None:
    unit = unit_of({"new_cluster": {**spec, "num_workers": 1}})

    (cluster,) = unit.specification.clusters
    for path in ("spark_version", "docker_image.url", "docker_image.basic_auth.password"):
        for value in cluster.written(path):
            assert value.text == _text_at(value)
            for start, end in ((0, 1), (1, 3)):
                if end <= len(value.text or ""):
                    assert _text_at(value.slice(start, end)) == (value.text or "")[start:end]


def _text_at(value: Value) -> str:
    """The text of a value put together from the source that its map names."""
    pieces = value.map()
    parts = []
    for index, (offset, document, first, last) in enumerate(pieces):
        stop = pieces[index + 1][0] if index + 1 < len(pieces) else len(value.text or "")
        source = document.text[first:last]
        parts.append(source if last - first == stop - offset else json.loads(f'"{source}"'))
    return "".join(parts)


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=5, max_size=20))
def test_no_password_is_ever_shown(password: str) -> None:
    password = f"pw{password}"
    spec = {
        "new_cluster": {
            "spark_version": "9.1.x-scala2.12",
            "docker_image": {"url": "a/b", "basic_auth": {"username": "u", "password": password}},
        }
    }
    document: Document = unit_of(spec).document
    written = json.dumps(password)[1:-1]

    assert written not in document.excerpt(0, len(document.text))
    shown = " ".join(repr(found) for found in lint(spec).diagnostics)
    assert written not in shown
