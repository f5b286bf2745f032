"""The table of faults again, in every form that specs are written in: each at its exact place.

The forms of JSON are in `test_compute_rules`, which has the table; here are those of other formats.
Where a form writes the same thing in other letters, `written` says; a cell that cannot be has its
reason in `reason_without`.
"""

from __future__ import annotations

import json

import pytest
import yaml

from compute_for_tests import lint_unit
from dcslint.config import Settings
from dcslint.fixer import apply_fixes
from dcslint.model.project import Project, format_of
from dcslint.plugins import load_installation
from dcslint.source import DictFiles, Document
from facts_for_tests import FACTS
from test_compute_rules import CLEAN, FAULTS, TASK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from dcslint.diagnostic import Diagnostic

    Spec = dict[str, Any]
    Files = dict[str, str]

FORMATS = load_installation().formats
CLUSTER_BLOCKS = ("aws_attributes", "autoscale", "docker_image", "basic_auth", "init_scripts")
HEAD = {"bundle": {"name": "etl"}}


def diagnostics_of(files: Files) -> list[Diagnostic]:
    """The findings in the first of the files."""
    path, text = next(iter(files.items()))
    project = Project(DictFiles(files), FACTS, Settings(today=FACTS.as_of))
    reader = format_of(FORMATS, path, text)
    assert reader is not None
    return lint_unit(reader.read(Document(path, text), project)).diagnostics  # type: ignore[arg-type]


def found_in(files: Files) -> list[tuple[str, str]]:
    """Rule and source text of each."""
    return [(found.rule, found.span.source) for found in diagnostics_of(files)]


def as_yaml(data: object) -> str:
    """YAML in block style, every reference resolved."""

    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, data: object) -> bool:
            return True

    return yaml.dump(data, Dumper=Plain, sort_keys=False, width=1000)


def indented(text: str, by: int) -> str:
    return "".join(" " * by + line + "\n" for line in text.splitlines())


def job(cluster: object) -> Spec:
    """A job that has the cluster as its only one."""
    return {
        "name": "nightly",
        "tasks": [{**TASK, "job_cluster_key": "main"}],
        "job_clusters": [{"job_cluster_key": "main", "new_cluster": cluster}],
    }


def by_alias(cluster: Spec) -> Files:
    text = as_yaml(job("REFERENCE")).replace("REFERENCE", "*cluster")
    return {"job.yml": "x-cluster: &cluster\n" + indented(as_yaml(cluster), 2) + text}


def by_merge_key(cluster: Spec) -> Files:
    text = as_yaml(job("REFERENCE")).replace("REFERENCE", "\n      <<: *cluster")
    return {"job.yml": "x-cluster: &cluster\n" + indented(as_yaml(cluster), 2) + text}


def split(cluster: Spec) -> tuple[Spec, Spec]:
    """The fields that are as in the clean cluster, and the others."""
    same = {key: value for key, value in cluster.items() if value == CLEAN.get(key, ...)}
    return same, {key: value for key, value in cluster.items() if key not in same}


def by_bundle_variables(cluster: Spec) -> Files:
    same, other = split(cluster)
    spec = {**same, **{key: "${var." + key + "}" for key in other}}
    variables = {
        key: {"default": value} | ({} if is_scalar(value) else {"type": "complex"})
        for key, value in other.items()
    }
    bundle = {**HEAD, "variables": variables, "resources": {"clusters": {"etl": spec}}}
    return {"databricks.yml": as_yaml(bundle)}


def by_complex_variable(cluster: Spec) -> Files:
    bundle = {
        **HEAD,
        "variables": {"cluster": {"type": "complex", "default": cluster}},
        "resources": {"jobs": {"nightly": job("${var.cluster}")}},
    }
    return {"databricks.yml": as_yaml(bundle)}


def by_target(cluster: Spec) -> Files:
    same, other = split(cluster)
    bundle = {
        **HEAD,
        "resources": {"clusters": {"etl": same}},
        "targets": {"prod": {"resources": {"clusters": {"etl": other}}}},
    }
    return {"databricks.yml": as_yaml(bundle)}


def by_included_file(cluster: Spec) -> Files:
    return {
        "resources/etl.yml": as_yaml({"resources": {"jobs": {"nightly": job(cluster)}}}),
        "databricks.yml": as_yaml({**HEAD, "include": ["resources/*.yml"]}),
    }


def is_scalar(value: object) -> bool:
    return not isinstance(value, dict | list)


def hcl(mapping: Spec, depth: int) -> str:
    """The body of a block: blocks where the provider has them, attributes elsewhere."""
    lines = []
    for key, value in mapping.items():
        values = value if isinstance(value, list) else [value]
        is_block = depth < 3 and (key in CLUSTER_BLOCKS or key == "driver_node_type_flexibility")
        if is_block and all(isinstance(one, dict) for one in values):
            for one in values:
                lines += [f"{key} {{", *("  " + line for line in hcl_body(one, depth)), "}"]
        else:
            lines.append(f"{key} = {json.dumps(value)}")
    return "\n".join(lines)


def hcl_body(mapping: Spec, depth: int) -> list[str]:
    body: list[str] = []
    for key, value in mapping.items():
        if isinstance(value, dict) and key in ("basic_auth", "docker_image", *PLACES):
            body += [f"{key} {{", *("  " + line for line in hcl_body(value, depth + 1)), "}"]
        else:
            body.append(f"{key} = {json.dumps(value)}")
    return body


PLACES = ("abfss", "dbfs", "file", "gcs", "s3", "volumes", "workspace")


def by_resource(cluster: Spec) -> Files:
    body = indented(hcl(cluster, 0), 2)
    return {"main.tf": f'resource "databricks_cluster" "etl" {{\n{body}}}\n'}


def by_job_resource(cluster: Spec) -> Files:
    body = indented(hcl(cluster, 0), 6)
    return {
        "main.tf": 'resource "databricks_job" "nightly" {\n  name = "nightly"\n  job_cluster {\n'
        f'    job_cluster_key = "main"\n    new_cluster {{\n{body}    }}\n  }}\n'
        '  task {\n    task_key        = "load"\n    job_cluster_key = "main"\n'
        '    notebook_task {\n      notebook_path = "/Shared/load"\n    }\n  }\n}\n'
    }


def by_terraform_variables(cluster: Spec) -> Files:
    same, other = split(cluster)
    body = indented(hcl({key: value for key, value in cluster.items() if key in same}, 0), 2)
    variables = []
    for key, value in other.items():
        if is_scalar(value):
            body += f"  {key} = var.{key}\n"
            variables.append(f'variable "{key}" {{\n  default = {json.dumps(value)}\n}}\n')
        else:
            body += indented(hcl({key: value}, 0), 2)
    text = f'resource "databricks_cluster" "etl" {{\n{body}}}\n'
    return {"main.tf": text, "variables.tf": "".join(variables)}


def by_terraform_json(cluster: Spec) -> Files:
    spec = {"resource": {"databricks_cluster": {"etl": cluster}}}
    return {"main.tf.json": json.dumps(spec, indent=1)}


def by_python(cluster: Spec) -> Files:
    return {"dag.py": f"run = SubmitRun(\n    new_cluster={cluster!r},\n)\n"}


def by_curl(cluster: Spec) -> Files:
    body = json.dumps(cluster, indent=1).replace("'", "'\\''")
    return {"create.sh": f"#!/bin/sh\ncurl -X POST \"$HOST/api/2.1/clusters/create\" -d '{body}'\n"}


def by_heredoc(cluster: Spec) -> Files:
    body = json.dumps(job(cluster), indent=1)
    return {"create.sh": f"databricks jobs create --json @- <<'EOF'\n{body}\nEOF\n"}


def by_makefile(cluster: Spec) -> Files:
    body = json.dumps(cluster).replace("$", "$$").replace("'", "'\\''")
    return {"Makefile": f"create:\n\tdatabricks clusters create --json '{body}'\n"}


def by_workflow(cluster: Spec) -> Files:
    body = json.dumps(cluster, indent=1).replace("'", "'\\''")
    steps = indented(f"curl -X POST \"$HOST/api/2.1/clusters/create\" -d '{body}'", 10)
    head = "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n"
    return {"deploy.yml": f"{head}      - run: |\n{steps}"}


def rules_of(cluster: Spec, prefix: str = "") -> Spec:
    """The policy that fixes each value of a cluster, by the value's path."""
    rules: Spec = {}
    for key, value in cluster.items():
        if isinstance(value, dict):
            rules |= rules_of(value, f"{prefix}{key}.")
        else:
            rules[prefix + key] = {"type": "fixed", "value": value}
    return rules


def by_policy(cluster: Spec) -> Files:
    return {"policy.json": json.dumps(rules_of(cluster), indent=1)}


def by_policy_in_text(cluster: Spec) -> Files:
    text = json.dumps(rules_of(cluster))
    return {"policy.json": json.dumps({"name": "containers", "definition": text}, indent=1)}


def by_policy_resource(cluster: Spec) -> Files:
    body = indented(hcl_object(rules_of(cluster)), 4)
    return {
        "main.tf": 'resource "databricks_cluster_policy" "containers" {\n  name = "containers"\n'
        f"  definition = jsonencode({{\n{body}  }})\n}}\n"
    }


def hcl_object(rules: Spec) -> str:
    return "\n".join(
        f'"{path}" = {{ type = "fixed", value = {json.dumps(rule["value"])} }}'
        for path, rule in rules.items()
    )


def by_markdown(cluster: Spec) -> Files:
    return {"guide.md": f"# Guide\n\n```json\n{json.dumps(cluster, indent=2)}\n```\n"}


FORMS: dict[str, Callable[[Spec], Files]] = {
    "YAML": lambda cluster: {"cluster.yml": as_yaml(cluster)},
    "YAML job": lambda cluster: {"job.yml": as_yaml(job(cluster))},
    "alias": by_alias,
    "merge key": by_merge_key,
    "bundle": lambda cluster: {
        "databricks.yml": as_yaml({**HEAD, "resources": {"clusters": {"etl": cluster}}})
    },
    "included file": by_included_file,
    "bundle variable": by_bundle_variables,
    "complex variable": by_complex_variable,
    "target": by_target,
    "Terraform": by_resource,
    "Terraform job": by_job_resource,
    "Terraform variable": by_terraform_variables,
    "Terraform JSON": by_terraform_json,
    "Python": by_python,
    "curl": by_curl,
    "heredoc": by_heredoc,
    "makefile": by_makefile,
    "Markdown": by_markdown,
    "CI workflow": by_workflow,
    "policy": by_policy,
    "policy in a text": by_policy_in_text,
    "policy by jsonencode": by_policy_resource,
}


def written(place: str, form: str) -> str:
    """How the text that a finding points at is written in a form."""
    if form == "Python":
        return {"true": "True", "false": "False"}.get(place, place)
    if form == "makefile":
        return place.replace("$", "$$")
    # A mapping in a list has no bracket in block style: its first letter stands for it.
    is_block_style = form.startswith(("YAML", "alias", "merge", "bundle", "complex", "included"))
    if place == "{" and (is_block_style or form == "target"):
        return FIRST_KEY
    return place


FIRST_KEY = "the first letter of a key"
# A policy fixes values; what it does not name may come with the cluster.
OF_ABSENCE = frozenset(
    {
        *("access-mode-missing", "acr-no-basic-auth", "base-image-ended", "basic-auth-incomplete"),
        *("docker-hub-without-credentials", "driver-nfs-missing", "ecr-no-instance-profile"),
        *("field-without-kind", "single-node-incomplete", "volumes-conf-missing"),
    }
)
OF_KEYS = frozenset({"cluster-key-unknown", "docker-image-unknown-key", "docker-image-shape"})


def reason_without(rule: str, difference: Spec, form: str) -> str | None:
    """Why a cell of the table cannot be."""
    if not form.startswith("policy"):
        return None
    if rule in OF_ABSENCE:
        return "what a policy does not fix may be set by the cluster"
    if rule in OF_KEYS:
        return "an unknown path of a policy has a rule of its own"
    if any(isinstance(rule["value"], list) for rule in rules_of(difference).values()):
        return "a policy has paths into lists, not lists"
    return None


CELLS = [
    pytest.param(rule, difference, place, form, id=f"{form}: {rule}: {place}")
    for form in FORMS
    for rule, difference, place in FAULTS
    if reason_without(rule, difference, form) is None
]


@pytest.mark.parametrize("form", FORMS)
def test_a_clean_spec_is_silent(form: str) -> None:
    assert [] == found_in(FORMS[form](CLEAN))


@pytest.mark.parametrize(("rule", "difference", "place", "form"), CELLS)
def test_a_fault_is_found_at_its_place(rule: str, difference: Spec, place: str, form: str) -> None:
    expected = written(place, form)
    found = found_in(FORMS[form]({**CLEAN, **difference}))
    if expected == FIRST_KEY:
        (items,) = difference.values()
        expected = next(iter(items[-1]))[0]
    assert [(rule, expected)] == found


def test_only_policies_leave_cells_out() -> None:
    assert len(FORMS) * len(FAULTS) - 3 * 26 == len(CELLS)


# In which forms the fix of a rule cannot be one edit of what is written there.
SETTINGS = frozenset({"driver-nfs-missing", "volumes-conf-missing"})
WITHOUT_FIX = {"complex variable", "target", "CI workflow"}


@pytest.mark.parametrize(("rule", "difference", "place", "form"), CELLS)
def test_a_fix_takes_its_finding_away_in_every_form(
    rule: str, difference: Spec, place: str, form: str
) -> None:
    files = FORMS[form]({**CLEAN, **difference})
    fixes = [found.fix for found in diagnostics_of(files) if found.fix is not None]
    if rule in SETTINGS:
        assert (0 if form in WITHOUT_FIX else 1) == len(fixes), place

    fixed = apply_fixes(files, fixes)

    assert (not fixes) == (rule in [found.rule for found in diagnostics_of(fixed)])
