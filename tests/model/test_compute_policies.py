"""Cluster policies: found in each form, what they fix of a cluster, and whom they govern."""

from __future__ import annotations

import json
import time

import pytest

from compute_for_tests import found_in, unit_of
from dcslint.model.compute.policies import ClusterPolicy
from dcslint.readers.tree import Mapping
from terraform_for_tests import unit_of as terraform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.model.compute.unit import ComputeUnit

RULES = {
    "spark_version": {"type": "fixed", "value": "16.4.x-scala2.12"},
    "docker_image.url": {"type": "fixed", "value": "acme/etl:1.4.2"},
    "spark_conf.spark.databricks.unityCatalog.volumes.enabled": {"type": "fixed", "value": "true"},
    "node_type_id": {"type": "allowlist", "values": ["i3.xlarge"]},
}


def hcl(definition: str) -> str:
    body = f'  name       = "p"\n  definition = {definition}\n'
    return f'resource "databricks_cluster_policy" "p" {{\n{body}}}\n'


FORMS: dict[str, ComputeUnit] = {
    "definition": unit_of(RULES),
    "object": unit_of({"name": "p", "definition": RULES}),
    "text": unit_of({"name": "p", "definition": json.dumps(RULES)}),
    "family": unit_of({"policy_family_id": "f", "policy_family_definition_overrides": RULES}),
    "answer": unit_of({"policies": [{"policy_id": "A1", "definition": json.dumps(RULES)}]}),
    "jsonencode": terraform({"main.tf": hcl(f"jsonencode({json.dumps(RULES)})")}),
    "heredoc": terraform({"main.tf": hcl(f"<<EOF\n{json.dumps(RULES, indent=1)}\nEOF")}),
    "local": terraform(
        {
            "main.tf": hcl("local.p"),
            "l.tf": f"locals {{\n p = jsonencode({json.dumps(RULES)})\n}}\n",
        }
    ),
}


def policy_of(unit: ComputeUnit) -> ClusterPolicy:
    (policy,) = unit.nodes("ClusterPolicy")
    assert isinstance(policy, ClusterPolicy)
    return policy


@pytest.mark.parametrize("form", FORMS)
def test_a_policy_is_read_in_every_form(form: str) -> None:
    policy = policy_of(FORMS[form])

    assert list(RULES) == [entry.key.text for entry in policy.definition]
    assert FORMS[form].concerns_databricks()


@pytest.mark.parametrize("form", FORMS)
def test_what_it_fixes_is_a_cluster(form: str) -> None:
    (cluster,) = FORMS[form].specification.clusters
    conf = cluster.spark_conf("spark.databricks.unityCatalog.volumes.enabled")
    url = cluster.value("docker_image", "url")

    assert conf is not None
    assert url is not None
    assert ("policy", "16.4", "true") == (cluster.form, cluster.runtime, conf.text)
    assert "acme/etl:1.4.2" == url.span.outermost().source
    assert "docker_image" == cluster.container.span.outermost().source  # type: ignore[union-attr]
    assert cluster.value("node_type_id") is None
    # Whoever makes a cluster may say more: nothing is surely missing.
    for path in (("data_security_mode",), ("docker_image", "basic_auth"), ("spark_conf", "x")):
        assert not cluster.lacks(*path)


@pytest.mark.parametrize(
    "data",
    [
        {"spark_version": {"type": "string"}, "docker_image.url": {"type": "string"}},
        {"fields": {"spark_version": {"type": "fixed"}, "other": 1}},
        {"spark_version": {"type": "fixed", "value": 1}, "note": "a comment"},
        {"colour": {"type": "fixed", "value": "red"}},
        {"definition": "{not json", "name": "docker_image"},
        {"definition": "docker_image", "name": "p"},
        {"definition": 12},
    ],
)
def test_what_is_no_policy_is_left_alone(data: Any) -> None:
    assert [] == list(unit_of(data).nodes("ClusterPolicy"))


@pytest.mark.parametrize(
    ("difference", "found"),
    [
        ({"data_security_mode": "USER_ISOLATION"}, ("access-mode-shared", "USER_ISOLATION")),
        ({"spark_version": "16.4.x-cpu-ml-scala2.12"}, ("runtime-ml", "cpu-ml")),
        ({"docker_image.url": "acme/etl:latest"}, ("image-tag-moving", "latest")),
        ({"docker_image.basic_auth.password": "hunter2"}, ("password-in-plain-text", "password")),
        ({"node_type_id": "m6g.xlarge"}, ("graviton-node", "m6g.xlarge")),
    ],
)
@pytest.mark.parametrize("as_text", [False, True])
def test_rules_about_clusters_hold_for_what_is_fixed(
    difference: dict[str, str], found: tuple[str, str], *, as_text: bool
) -> None:
    rules = {
        **RULES,
        **{path: {"type": "fixed", "value": value} for path, value in difference.items()},
    }
    spec = {"name": "p", "definition": json.dumps(rules) if as_text else rules}

    assert [found] == found_in(spec)


@pytest.mark.parametrize("kind", ["unlimited", "allowlist", "regex", "blocklist", "forbidden"])
def test_what_is_not_fixed_is_not_judged(kind: str) -> None:
    rule = {"type": kind, "value": "16.4.x-cpu-ml-scala2.12", "defaultValue": "x"}

    assert [] == found_in({**RULES, "spark_version": rule})


def test_a_secret_that_a_policy_fixes_is_never_shown() -> None:
    rules = {**RULES, "docker_image.basic_auth.password": {"type": "fixed", "value": "s3cret-word"}}
    for spec in (rules, {"name": "p", "definition": json.dumps(rules)}):
        document = unit_of(spec).document
        assert "s3cret-word" in document.text
        assert "s3cret-word" not in document.excerpt(0, len(document.text))


def governed(cluster: dict[str, Any]) -> list[Any]:
    spec = {
        "policies": [{"policy_id": "A1", "definition": json.dumps(RULES)}],
        "clusters": [cluster],
    }
    return [one for one in unit_of(spec).specification.clusters if one.form != "policy"]


def test_a_cluster_has_what_its_policy_fixes() -> None:
    own = {"node_type_id": "i3.xlarge", "spark_version": "15.4.x-scala2.12", "policy_id": "A1"}
    (cluster,) = governed({**own, "spark_conf": {"a": "b"}})

    assert cluster.container is not None
    assert "acme/etl:1.4.2" == cluster.container.url.text
    assert "15.4" == cluster.runtime
    assert {"a", "spark.databricks.unityCatalog.volumes.enabled"} == {
        entry.key.text for entry in cluster.node("spark_conf")
    }


def test_many_policies_and_many_clusters_are_put_together_soon() -> None:
    count = 1000  # of each: the policies with images are clusters too
    rule = {"docker_image.url": {"type": "fixed", "value": "a/b:1"}}
    start = time.process_time()
    unit = unit_of(
        {
            "policies": [{"policy_id": f"p{at}", "definition": rule} for at in range(count)],
            "clusters": [
                {"spark_version": "16.4.x-scala2.12", "num_workers": 1, "policy_id": f"p{at}"}
                for at in range(count)
            ],
        }
    )

    assert 2 * count == len(unit.specification.clusters)
    assert all(one.container for one in unit.specification.clusters)
    assert time.process_time() - start < 20, "it hangs"


def test_a_policy_of_many_paths_is_put_together_soon() -> None:
    rules = {f"a{at}.b": {"type": "fixed", "value": "a"} for at in range(20_000)}
    start = time.process_time()
    fixed = policy_of(unit_of({"definition": {**RULES, **rules}})).fixed()

    assert isinstance(fixed.get("a19999"), Mapping)
    assert time.process_time() - start < 20, "it hangs"


@pytest.mark.parametrize("policy", ["B2", "${var.policy}", ""])
def test_another_policy_gives_a_cluster_nothing(policy: str) -> None:
    own = {"node_type_id": "i3.xlarge", "spark_version": "15.4.x-scala2.12", "policy_id": policy}
    (cluster,) = governed(own)

    assert cluster.container is None


def test_a_policy_of_another_file_of_the_module_governs_too() -> None:
    cluster = (
        'resource "databricks_cluster" "c" {\n  policy_id = databricks_cluster_policy.p.id\n'
        '  data_security_mode = "USER_ISOLATION"\n}\n'
    )
    files = {"main.tf": cluster, "policy.tf": hcl(f"jsonencode({json.dumps(RULES)})")}
    (own,) = terraform(files).specification.clusters

    assert own.container is not None
    assert [] == list(terraform(files).nodes("ClusterPolicy"))
    assert isinstance(policy_of(terraform(files, "policy.tf")).fixed(), Mapping)


def test_paths_that_contradict_each_other_are_survived() -> None:
    rules = {
        "docker_image": {"type": "fixed", "value": "x"},
        "docker_image.url": {"type": "fixed", "value": "acme/etl:1"},
        "docker_image.url.more": {"type": "fixed", "value": "y"},
        "init_scripts.0.workspace.destination": {"type": "fixed", "value": "/a.sh"},
        "a..b": {"type": "fixed", "value": "z"},
        "spark_version.": {"type": "fixed", "value": "z"},
        ".".join("abcdefghij"): {"type": "fixed", "value": "z"},
        "spark_version": {"type": "fixed", "value": None},
    }
    fixed = policy_of(unit_of(rules)).fixed()

    assert ["docker_image"] == [entry.key.text for entry in fixed]
