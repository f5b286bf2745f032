"""A Terraform module as compute: its clusters, what other files add, what is secret."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from compute_for_tests import lint_unit
from dcslint.model.compute.terraform_format import TerraformFormat
from dcslint.model.large import MOST_PARTS
from dcslint.source import Document
from terraform_for_tests import FORMAT, clusters_of, module_of, project_of, unit_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

FIXTURE = Path(__file__).resolve().parents[1] / "fixtures" / "terraform"
FILES = {path.name: path.read_text("utf-8") for path in sorted(FIXTURE.glob("*.tf"))}
VERSION = 'spark_version = "16.4.x-scala2.12"'
IMAGE = 'docker_image {\n    url = "acme/etl:1.4.2"\n  }'
CLUSTER = 'resource "databricks_cluster" "%s" {\n  ' + VERSION + "\n  " + IMAGE + "\n%s}\n"


def found(files: Mapping[str, str], path: str = "main.tf", **given: str) -> list[tuple[str, str]]:
    """Rule and source of each finding."""
    report = lint_unit(unit_of(files, path, **given))
    return [(one.rule, one.span.source) for one in report.diagnostics]


def test_the_fixture_is_clean_and_read() -> None:
    unit = unit_of(FILES)

    assert [] == lint_unit(unit).diagnostics
    assert ["etl", "large", "small"] == sorted(
        one.name or "" for one in unit.specification.clusters
    )
    assert 1 == len(unit.pools)
    assert 1 == len(unit.specification.workspace_confs)
    urls = {one.container.url.text for one in unit.specification.clusters if one.container}  # type: ignore[union-attr]
    assert {"acme/etl:1.4.2"} == urls


def test_a_file_of_variables_alone_concerns_nobody() -> None:
    assert unit_of(FILES).concerns_databricks()
    assert not unit_of(FILES, "variables.tf").concerns_databricks()
    assert [] == found(FILES, "variables.tf")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (CLUSTER % ("a", ""), ["a"]),
        (CLUSTER % ("a", '  cluster_name = "etl"\n'), ["etl"]),
        (CLUSTER % ("a", "  count = 0\n"), []),
        (CLUSTER % ("a", "  count = var.on ? 1 : 0\n"), ["a"]),
        (
            CLUSTER % ("a", '  for_each = toset(["x", "y"])\n  cluster_name = each.key\n'),
            ["x", "y"],
        ),
        (CLUSTER % ("a", "  for_each = { x = 1 }\n  cluster_name = each.key\n"), ["x"]),
        (CLUSTER % ("a", "  for_each = var.all\n  cluster_name = each.key\n"), ["a"]),
        ('data "databricks_cluster" "a" {\n  cluster_id = "1"\n}\n', []),
        ('resource "aws_instance" "a" {\n  spark_version = "16.4.x-scala2.12"\n}\n', []),
    ],
)
def test_clusters_of_resources(text: str, names: list[str]) -> None:
    assert names == [cluster.name for cluster in clusters_of(text)]


JOB = """
resource "databricks_job" "nightly" {
  name = "nightly"
  %s
}
"""
NEW = "new_cluster {\n " + VERSION + "\n " + IMAGE + "\n}"


@pytest.mark.parametrize(
    ("body", "name", "tasks"),
    [
        (NEW, "nightly", 1),
        (f'task {{\n task_key = "a"\n {NEW}\n}}', "a", 1),
        (f'job_cluster {{\n job_cluster_key = "main"\n {NEW}\n}}', "main", 0),
        (
            f"""job_cluster {{\n job_cluster_key = "main"\n {NEW}\n}}
            task {{\n task_key = "a"\n job_cluster_key = "main"\n}}
            task {{\n task_key = "b"\n job_cluster_key = "other"\n}}""",
            "main",
            1,
        ),
        (
            f"""task {{\n task_key = "a"\n for_each_task {{\n inputs = "[1]"
            task {{\n task_key = "inner"\n {NEW}\n}}\n}}\n}}""",
            "inner",
            1,
        ),
    ],
)
def test_clusters_of_jobs(body: str, name: str, tasks: int) -> None:
    (cluster,) = clusters_of(JOB % body)

    assert cluster.container is not None
    assert (name, tasks, "terraform") == (cluster.name, len(cluster.workloads), cluster.form)
    assert "new_cluster" == cluster.span.source


@pytest.mark.parametrize(
    ("each", "state"),
    [
        ("[1]", "image"),
        ("[]", "none"),
        ("var.by_default", "image"),
        ("var.empty", "hidden"),
        ("var.open", "hidden"),
        ("var.off ? [1] : []", "hidden"),
    ],
)
def test_a_dynamic_image_is_there_only_where_the_files_say_so(each: str, state: str) -> None:
    variables = (
        'variable "by_default" { default = ["x"] }\nvariable "empty" { default = [] }\n'
        'variable "open" {}\nvariable "off" { default = false }\n'
    )
    text = (
        f'resource "databricks_cluster" "a" {{\n  {VERSION}\n  dynamic "docker_image" {{\n'
        f"    for_each = {each}\n    content {{\n      url = docker_image.value\n    }}\n  }}\n}}\n"
    )

    (cluster,) = clusters_of(text, variables=variables)

    assert (state == "image") == (cluster.container is not None)
    assert (state == "none") == cluster.lacks("docker_image")


def test_a_finding_in_a_default_is_told_where_it_stands() -> None:
    files = {
        "main.tf": CLUSTER % ("a", "  data_security_mode = var.mode\n"),
        "variables.tf": 'variable "mode" {\n  default = "USER_ISOLATION"\n}\n',
    }
    (finding,) = [
        one for one in lint_unit(unit_of(files)).diagnostics if one.rule == "access-mode-shared"
    ]

    assert ("variables.tf", "USER_ISOLATION") == (finding.span.document.path, finding.span.source)
    assert finding.message.endswith("(by default)")
    assert [("main.tf", "var.mode stands here")] == [
        (one.span.document.path, one.message) for one in finding.related
    ]
    assert finding.fix is None


MODE = {
    "main.tf": CLUSTER % ("a", "  data_security_mode = var.mode\n"),
    "variables.tf": 'variable "mode" {\n  default = "SINGLE_USER"\n}\n',
}


@pytest.mark.parametrize(
    ("others", "given", "mode"),
    [
        ({}, {}, "SINGLE_USER"),
        ({}, {"mode": "NONE"}, "NONE"),
        ({"terraform.tfvars": 'mode = "A"\n'}, {}, "A"),
        ({"terraform.tfvars": 'mode = "A"\n', "x.auto.tfvars": 'mode = "B"\n'}, {}, "B"),
        ({"a.auto.tfvars": 'mode = "A"\n', "b.auto.tfvars": 'mode = "B"\n'}, {}, "B"),
        ({"x.auto.tfvars.json": '{"mode": "C"}'}, {}, "C"),
        ({"terraform.tfvars": 'mode = "A"\n'}, {"mode": "D"}, "D"),
        ({"prod.tfvars": 'mode = "A"\n'}, {}, "SINGLE_USER"),
        ({"override.tf": 'variable "mode" {\n  default = "E"\n}\n'}, {}, "E"),
    ],
)
def test_the_last_that_gives_a_variable_a_value_counts(
    others: dict[str, str], given: dict[str, str], mode: str
) -> None:
    (cluster,) = unit_of({**MODE, **others}, **given).specification.clusters
    value = cluster.value("data_security_mode")

    assert value is not None
    assert mode == value.text


def test_a_value_that_is_given_is_no_default() -> None:
    (cluster,) = unit_of({**MODE, "terraform.tfvars": 'mode = "A"\n'}).specification.clusters
    value = cluster.value("data_security_mode")

    assert value is not None
    assert not value.overridable


def test_pools_of_other_files_are_known_to_the_clusters_on_them() -> None:
    files = {
        "main.tf": CLUSTER % ("a", "  instance_pool_id = databricks_instance_pool.p.id\n"),
        "pool.tf": 'resource "databricks_instance_pool" "p" {\n  instance_pool_name = "p"\n'
        '  preloaded_docker_image {\n    url = "acme/other:1"\n  }\n}\n',
    }

    assert ("pool-preload-mismatch", "acme/etl:1.4.2") in found(files)
    assert "pool-preload-mismatch" not in [rule for rule, _ in found(files, "pool.tf")]
    assert 1 == len(unit_of(files, "pool.tf").pools)
    assert [] == unit_of(files).pools


def test_json_is_read_as_hcl_is() -> None:
    body = {
        "cluster_name": "etl",
        "spark_version": "${var.runtime}",
        "data_security_mode": "USER_ISOLATION",
        "docker_image": [{"url": "acme/${local.name}:1.4.2"}],
    }
    spec = {
        "variable": {"runtime": {"default": "16.4.x-cpu-ml-scala2.12"}},
        "locals": {"name": "etl"},
        "resource": {"databricks_cluster": {"a": body}},
    }
    text = json.dumps(spec, indent=1)
    unit = unit_of({"main.tf.json": text}, "main.tf.json")

    assert ["etl"] == [cluster.name for cluster in unit.specification.clusters]
    (container,) = unit.containers
    assert container.url is not None
    assert "acme/etl:1.4.2" == container.url.text
    rules = [rule for rule, _ in found({"main.tf.json": text}, "main.tf.json")]
    assert {"access-mode-shared", "runtime-ml"} <= set(rules)


AUTH = '\n    basic_auth {\n      username = "u"\n      password = "s3cret-word"\n    }\n  }'


@pytest.mark.parametrize(
    "text",
    [
        'variable "registry_password" {\n  default = "s3cret-word"\n}\n',
        'variable "x" {\n  sensitive = true\n  default = "s3cret-word"\n}\n',
        'variable "x" {\n  sensitive = true\n  default = { a = "s3cret-word" }\n}\n',
        CLUSTER.replace("\n  }", AUTH) % ("a", ""),
    ],
)
def test_secrets_are_never_shown(text: str) -> None:
    document = unit_of({"main.tf": text}).document

    assert "s3cret-word" in text
    assert "s3cret-word" not in document.excerpt(0, len(text))


@pytest.mark.parametrize(
    ("base", "override"),
    [
        ("sensitive = true", 'default = "s3cret-word"'),
        ('default = "s3cret-word"', "sensitive = true"),
    ],
)
def test_an_override_can_make_a_variable_secret(base: str, override: str) -> None:
    whole = 'variable "x" {\n  %s\n}\n'
    module = module_of({"main.tf": whole % base, "override.tf": whole % override})

    assert ["s3cret-word"] == [one.text for one in module.secrets]


def test_a_folder_is_read_by_its_name_whatever_that_is() -> None:
    files = {
        "x[1]/main.tf": 'resource "databricks_cluster" "c" {\n  spark_version = var.version\n}\n',
        "x[1]/variables.tf": 'variable "version" {\n  default = "16.4.x-scala2.12"\n}\n',
        "x1/variables.tf": 'variable "version" {\n  default = "15.4.x-scala2.12"\n}\n',
    }
    (cluster,) = unit_of(files, "x[1]/main.tf").specification.clusters

    assert "16.4" == cluster.runtime


def test_each_of_many_jobs_has_its_cluster() -> None:
    cluster = f"new_cluster {{\n{VERSION}\n}}\n"
    kinds = (
        f'task {{\ntask_key = "t"\n{cluster}}}\n',
        f'job_cluster {{\njob_cluster_key = "k"\n{cluster}}}\ntask {{\ntask_key = "t"\n}}\n',
        'task {\ntask_key = "t"\nemail_notifications {\non_start = ["a"]\n}\n}\n',
    )
    jobs = [f'resource "databricks_job" "j{at}" {{\n{kinds[at % 3]}}}\n' for at in range(60)]

    assert 40 == len(clusters_of("".join(jobs)))


def test_blocks_that_multiply_end_soon() -> None:
    block = f'dynamic "a" {{\nfor_each = {[1] * 200}\ncontent {{\n%s\n}}\n}}\n'
    start = time.process_time()
    unit = unit_of({"main.tf": CLUSTER % ("a", block % (block % (block % "")))})

    assert 1 == len(unit.specification.clusters)
    assert time.process_time() - start < 20, "it hangs"


def test_other_defaults_are_shown() -> None:
    text = 'variable "x" {\n  default = "s3cret-word"\n}\n'

    assert text == unit_of({"main.tf": text}).document.excerpt(0, len(text))


def test_an_unsaved_text_makes_the_module_anew() -> None:
    project = project_of({"main.tf": CLUSTER % ("a", "")})
    first = FORMAT.read(Document("main.tf", CLUSTER % ("a", "")), project)
    second = FORMAT.read(Document("main.tf", CLUSTER % ("b", "")), project)

    assert ["a", "b"] == [unit.specification.clusters[0].name for unit in (first, second)]


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ('resource "a" "b" {', True),
        ("# a comment\n\nlocals {\n", True),
        ('/* c */ variable "x" {}', True),
        ("terraform {", True),
        ("resource {", False),
        ("FROM scratch\n", False),
        ('{"resource": {}}', False),
    ],
)
def test_a_text_without_a_name_is_known_by_its_first_block(text: str, claimed: bool) -> None:  # noqa: FBT001
    assert claimed == TerraformFormat().claims_text(text)


MODULE = {
    "modules/cluster/main.tf": """
resource "databricks_cluster" "this" {
  cluster_name       = var.name
  spark_version      = var.runtime
  data_security_mode = var.mode
  dynamic "docker_image" {
    for_each = var.image == null ? [] : [var.image]
    content {
      url = docker_image.value.url
    }
  }
}
""",
    "modules/cluster/variables.tf": """
variable "name" {}
variable "runtime" { default = "16.4.x-scala2.12" }
variable "mode" { default = "USER_ISOLATION" }
variable "image" {
  type    = object({ url = string })
  default = null
}
""",
}
CALL = 'module "%s" {\n  source = "../modules/cluster"\n  name = "%s"\n%s}\n'
WITH_IMAGE = '  image = { url = "acme/etl:1.4.2" }\n'


def called(*calls: str, **others: str) -> list[tuple[str | None, str | None, bool, bool]]:
    """Name, access mode, whether that may be overridden, and whether there is an image."""
    files = {**MODULE, "live/main.tf": "".join(calls), **others}
    found_ = []
    for cluster in unit_of(files, "modules/cluster/main.tf").specification.clusters:
        mode = cluster.value("data_security_mode")
        assert mode is not None
        found_.append((cluster.name, mode.text, mode.overridable, cluster.container is not None))
    return found_


def test_a_module_that_nobody_calls_has_its_defaults() -> None:
    assert [("this", "USER_ISOLATION", True, False)] == called()


def test_the_inputs_of_a_module_come_from_its_calls() -> None:
    first = CALL % ("a", "a", WITH_IMAGE)
    second = CALL % ("b", "b", '  mode = "SINGLE_USER"\n')

    assert [
        ("a", "USER_ISOLATION", False, True),
        ("b", "SINGLE_USER", False, False),
    ] == called(first, second)


@pytest.mark.parametrize(
    ("call", "count"),
    [
        (CALL % ("a", "a", "  count = 0\n"), 1),
        (CALL.replace("../modules", "../elsewhere") % ("a", "a", ""), 1),
        (CALL.replace("../modules/cluster", "acme/cluster/databricks") % ("a", "a", ""), 1),
        (CALL % ("a", "a", "") + CALL % ("b", "b", ""), 2),
        ("".join(CALL % (f"c{n}", f"c{n}", "") for n in range(100)), 20),
    ],
)
def test_which_calls_count(call: str, count: int) -> None:
    assert count == len(called(call))


def test_an_input_may_come_through_the_variables_of_the_caller() -> None:
    call = CALL % ("a", "a", "  mode = var.mode\n")
    variable = 'variable "mode" {\n  default = "NONE"\n}\n'

    assert [("a", "NONE", True, False)] == called(call, variable)
    assert [("a", "LEGACY", False, False)] == called(
        call, variable, **{"live/terraform.tfvars": 'mode = "LEGACY"\n'}
    )


def test_a_call_of_a_call_is_followed() -> None:
    files = {
        **MODULE,
        "modules/team/main.tf": 'variable "team" {}\nmodule "c" {\n  source = "../cluster"\n'
        '  name   = "${var.team}-etl"\n  image = { url = "acme/${var.team}:1" }\n}\n',
        "live/main.tf": 'module "red" {\n  source = "../modules/team"\n  team = "red"\n}\n'
        'module "blue" {\n  source = "../modules/team"\n  team = "blue"\n}\n',
    }
    unit = unit_of(files, "modules/cluster/main.tf")

    urls = [one.url.text for one in unit.containers if one.url is not None]
    assert ["acme/blue:1", "acme/red:1"] == sorted(url or "" for url in urls)
    assert ["blue-etl", "red-etl"] == sorted(one.name or "" for one in unit.specification.clusters)


def test_modules_that_call_each_other_end() -> None:
    text = "".join(
        f'module "{name}{n}" {{\n  source = "../{name}"\n  x = var.x\n}}\n'
        for name in "ab"
        for n in range(5)
    )
    text += 'variable "x" {}\n' + CLUSTER % ("a", "  cluster_name = var.x\n")
    files = {"a/main.tf": text, "b/main.tf": text}

    assert 0 < len(unit_of(files, "a/main.tf").specification.clusters) <= 20


def test_a_secret_in_a_call_is_never_shown() -> None:
    module = MODULE["modules/cluster/main.tf"].replace(
        "url = docker_image.value.url",
        'url = docker_image.value.url\n      basic_auth {\n        username = "u"\n'
        "        password = var.login\n      }",
    )
    call = CALL % ("a", "a", WITH_IMAGE + '  login = "s3cret-word"\n')
    files = {
        "modules/cluster/main.tf": module,
        "modules/cluster/variables.tf": MODULE["modules/cluster/variables.tf"]
        + 'variable "login" {}\n',
        "live/main.tf": call,
    }
    (cluster,) = unit_of(files, "modules/cluster/main.tf").specification.clusters
    password = cluster.value("docker_image", "basic_auth", "password")

    assert password is not None
    assert "s3cret-word" == password.text
    document = password.span.document
    assert "live/main.tf" == document.path
    assert "s3cret-word" not in document.excerpt(0, len(document.text))


def test_what_is_too_large_to_be_read_beside_a_file_is_told_as_not_judged() -> None:
    crowd = "b{}\n" * MOST_PARTS
    files = {"main.tf": CLUSTER % ("a", ""), "x.tf": crowd, "y.tf": crowd, "more/z.tf": crowd}

    report = lint_unit(unit_of(files))

    told = [one.reason for one in report.unjudged if "too large" in one.reason]
    assert ["x.tf and 1 more are too large to be read: what is said there is not known"] == told
