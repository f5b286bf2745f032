"""Each fault put into the clean fixture of each form of YAML: found at its exact place."""

from __future__ import annotations

import pytest

from bundle_for_tests import lint, place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

AUTH = (
    "basic_auth: {username: acme, password: '{{secrets/docker/password}}'}"  # what stands in files
)
CLEAN = {
    "runtime": "16.4.x-scala2.12",
    "node": "i3.xlarge",
    "mode": "SINGLE_USER",
    "url": "acme/etl:1.4.2",
}
ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/etl:1.4.2"
# rule → what is different from the clean spec, the text that the finding points at
FAULTS = {
    "runtime-ml": ({"runtime": "16.4.x-cpu-ml-scala2.12"}, "cpu-ml"),
    "graviton-node": ({"node": "m7gd.xlarge"}, "m7gd.xlarge"),
    "access-mode-shared": ({"mode": "USER_ISOLATION"}, "USER_ISOLATION"),
    "ecr-basic-auth": ({"url": ECR}, "basic_auth"),
    "image-tag-moving": ({"url": "acme/etl:latest"}, "latest"),
}
FIELDS = """\
spark_version: @runtime@
node_type_id: @node@
num_workers: 2
data_security_mode: @mode@
aws_attributes:
  instance_profile_arn: arn:aws:iam::123456789012:instance-profile/etl
docker_image:
  url: @url@
  @auth@
"""
BY_VARIABLE = """\
spark_version: ${var.runtime}
node_type_id: ${var.node}
num_workers: 2
data_security_mode: ${var.mode}
aws_attributes:
  instance_profile_arn: arn:aws:iam::123456789012:instance-profile/etl
docker_image:
  url: ${var.url}
  @auth@
"""
HEAD = "bundle:\n  name: etl\n"


def indented(text: str, by: int) -> str:
    return "".join(" " * by + line for line in text.splitlines(keepends=True))


def clean(text: str) -> str:
    for name, value in CLEAN.items():
        text = text.replace(f"@{name}@", value)
    return text


# form → its files with `@…@` where a fault may stand, and whether the values are only defaults
FORMS: dict[str, tuple[dict[str, str], bool]] = {
    "plain cluster": ({"cluster.yml": "cluster_name: etl\n" + FIELDS}, False),
    "plain job": (
        {
            "job.yaml": "name: nightly\njob_clusters:\n- job_cluster_key: main\n  new_cluster:\n"
            + indented(FIELDS, 4)
            + "tasks:\n- {task_key: load, job_cluster_key: main}\n"
        },
        False,
    ),
    "second document": ({"specs.yml": "a: 1\n---\nnew_cluster:\n" + indented(FIELDS, 2)}, False),
    "anchor and merge key": (
        {
            "deployment.yml": "custom:\n  props: &props\n"
            + indented(FIELDS, 4)
            + "environments:\n  default:\n    workflows:\n    - name: nightly\n      tasks:\n"
            "      - task_key: load\n        new_cluster:\n          <<: *props\n"
            "          num_workers: 4\n"
        },
        False,
    ),
    "bundle, literal": (
        {"databricks.yml": HEAD + "resources:\n  clusters:\n    etl:\n" + indented(FIELDS, 6)},
        False,
    ),
    "bundle, included": (
        {
            "databricks.yml": HEAD + "include: [resources/*.yml]\n",
            "resources/job.yml": "resources:\n  jobs:\n    nightly:\n      tasks:\n"
            "      - task_key: load\n        new_cluster:\n" + indented(FIELDS, 10),
        },
        False,
    ),
    "bundle, variables": (
        {
            "databricks.yml": HEAD + "include: [resources/*.yml]\nvariables:\n"
            "  runtime:\n    default: @runtime@\n  node: {default: '@node@'}\n"
            '  mode: {default: "@mode@"}\n  url:\n    default: @url@\n'
            "targets:\n  dev:\n  prod:\n",
            "resources/job.yml": "resources:\n  jobs:\n    nightly:\n      tasks:\n"
            "      - task_key: load\n        new_cluster:\n" + indented(BY_VARIABLE, 10),
        },
        True,
    ),
    "bundle, target's variables": (
        {
            "databricks.yml": HEAD + "variables:\n  runtime:\n  node:\n  mode:\n  url:\n"
            "resources:\n  clusters:\n    etl:\n"
            + indented(BY_VARIABLE, 6)
            + "targets:\n  prod:\n    variables:\n      runtime: @runtime@\n"
            "      node: {default: '@node@'}\n      mode: '@mode@'\n      url: @url@\n",
        },
        True,
    ),
    "bundle, target's resources": (
        {
            "databricks.yml": HEAD + "resources:\n  jobs:\n    nightly:\n      job_clusters:\n"
            "      - job_cluster_key: main\n        new_cluster:\n"
            + indented(clean(FIELDS), 10)
            + "targets:\n  prod:\n    resources:\n      jobs:\n        nightly:\n"
            "          job_clusters:\n          - job_cluster_key: main\n"
            "            new_cluster:\n              spark_version: @runtime@\n"
            "              node_type_id: @node@\n              data_security_mode: @mode@\n"
            "              docker_image: {url: '@url@'}\n",
        },
        False,
    ),
    "bundle, complex variable": (
        {
            "databricks.yml": HEAD + "include: [variables.yml]\nresources:\n  jobs:\n"
            "    nightly:\n      tasks:\n      - task_key: load\n"
            "        new_cluster: ${var.cluster}\n",
            "variables.yml": "variables:\n  cluster:\n    type: complex\n    default:\n"
            + indented(FIELDS, 6),
        },
        True,
    ),
    "bundle, path into a complex variable": (
        {
            "databricks.yml": HEAD + "variables:\n  all:\n    type: complex\n    default:\n"
            "      list:\n      - runtime: @runtime@\n        node: @node@\n"
            "      mode: @mode@\n      image:\n        url: @url@\n        @auth@\n"
            "resources:\n  clusters:\n    etl:\n      spark_version: ${var.all.list[0].runtime}\n"
            "      node_type_id: ${var.all.list[0].node}\n      num_workers: 2\n"
            "      data_security_mode: ${var.all.mode}\n      aws_attributes:\n"
            "        instance_profile_arn: arn:aws:iam::123456789012:instance-profile/etl\n"
            "      docker_image: ${var.all.image}\n",
        },
        True,
    ),
}


def filled(form: str, values: Mapping[str, str]) -> dict[str, str]:
    files = {}
    for path, template in FORMS[form][0].items():
        text = template.replace("@auth@", AUTH)
        for name, value in {**CLEAN, **values}.items():
            text = text.replace(f"@{name}@", value)
        files[path] = text
    return files


@pytest.mark.parametrize("form", FORMS)
def test_the_clean_spec_is_silent(form: str) -> None:
    report = lint(filled(form, {}))

    assert [] == report.diagnostics
    assert [] == report.unjudged


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("rule", FAULTS)
def test_a_fault_is_found_at_its_place(form: str, rule: str) -> None:
    values, pointed_at = FAULTS[rule]
    ((name, value),) = values.items()
    path = next(path for path, text in FORMS[form][0].items() if f"@{name}@" in text)
    files = filled(form, values)
    if rule == "ecr-basic-auth":
        expected = {
            (at, "basic_auth", text.index("basic_auth"))
            for at, text in files.items()
            if "basic_auth" in text
        }
    else:
        start = files[path].index(value) + value.index(pointed_at)
        expected = {(path, pointed_at, start)}

    report = lint(files)

    assert [rule] == [found.rule for found in report.diagnostics]
    (found,) = report.diagnostics
    assert expected == {place(found)}
    by_default = FORMS[form][1]
    assert by_default == found.message.endswith(" (by default)")
    if by_default:
        assert "error" != found.severity
        assert found.fix is None, "what is set to a variable may be meant for others"
        assert any("stands here" in related.message for related in found.related)


@pytest.mark.parametrize("rule", FAULTS)
def test_a_chosen_target_makes_its_variables_certain(rule: str) -> None:
    files = filled("bundle, target's variables", FAULTS[rule][0])

    report = lint(files, target="prod")

    assert [rule] == [found.rule for found in report.diagnostics]
    assert not report.diagnostics[0].message.endswith(" (by default)")


@pytest.mark.parametrize(("name", "value"), CLEAN.items())
def test_a_variable_given_from_outside_replaces_its_default(name: str, value: str) -> None:
    rule, values = next((rule, values) for rule, (values, _) in FAULTS.items() if name in values)
    files = filled("bundle, variables", values)

    assert [] == lint(files, variables={name: value}).diagnostics
    given = lint(filled("bundle, variables", {}), variables=values)
    (found,) = given.diagnostics
    assert rule == found.rule
    assert not found.message.endswith(" (by default)")
    assert "resources/job.yml" == found.span.document.path
