"""Each limit that is reached is one finding, at the place where the rest begins."""

from __future__ import annotations

import ast
import json
import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from cli.conftest import Result

    Files = Callable[[dict[str, Any]], None]
    Run = Callable[..., Result]

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
RULE = "limit-reached"
BEFORE = "there is more here than was judged: more than "

BASE = "FROM databricksruntime/standard:15.4-LTS\n"
PIP = "RUN /databricks/python3/bin/pip install "
REQUIREMENTS = f"{BASE}COPY a.txt /a.txt\n{PIP}-r /a.txt\n"
CLUSTER = {
    "spark_version": "15.4.x-scala2.12",
    "num_workers": 1,
    "docker_image": {"url": "acme.azurecr.io/etl:1.0"},
}
TERRAFORM = """resource "databricks_cluster" "a" {
  spark_version = "15.4.x-scala2.12"
  num_workers   = 1
  docker_image {
    url = "acme/etl:1"
  }
  %s
}
"""
BUNDLE = """bundle: {name: a}
resources:
  clusters:
    c:
      spark_version: 15.4.x-scala2.12
      num_workers: 1
      docker_image: {url: acme/etl:1}
"""
POOL = {
    "instance_pool_name": "a",
    "node_type_id": "i3.xlarge",
    "preloaded_docker_images": [{"url": "acme/etl:1"}],
}
ON_POOL = {**CLUSTER, "instance_pool_id": "a"}
ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com/etl:1"
STATEMENT = {"Effect": "Allow", "Action": ["ecr:GetAuthorizationToken"], "Resource": "*"}
SCHEMA = """---
severity: error
check: matches-schema
with:
  schema: %s
message: "{reason}"
source: ["https://example.com"]
since: "1"
---
# Title

Reasons.
"""
PATTERN = """---
severity: error
check: field-not-matching
with: {field: cluster_name, pattern: "[a-z]+"}
message: "no"
source: ["https://example.com"]
since: "1"
---
# Title

Reasons.
"""


def cluster(**fields: Any) -> str:
    return json.dumps({**CLUSTER, **fields})


def policy(*statements: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements or [STATEMENT]), **fields}


def scripts(number: int) -> str:
    """Scripts in each other."""
    code = "make"
    for _ in range(number):
        code = f"sh -c {shlex.quote(code)}"
    return code


def nested(number: int, inner: str, opening: str = "[", closing: str = "]") -> str:
    return opening * number + inner + closing * number


# A cluster, and a script that may say how its image is built.
PROJECT = {"cluster.json": cluster(), "images/Dockerfile": BASE}


def linked(script: str) -> dict[str, str]:
    return {**PROJECT, "build.sh": script}


# What is linted; of which module the limit is; the file, the line and the words of the finding.
CASES: list[tuple[str, dict[str, str], str, int, str]] = [
    (
        "cli.disk",
        {"Dockerfile": REQUIREMENTS, "a.txt": "# a\n" * (4 * 1024 * 1024 + 1)},
        *("a.txt", 1, "16,777,216 bytes"),
    ),
    (
        "cli.gitignore",
        {".git/HEAD": "", ".gitignore": "#\n" * (512 * 1024 + 1), "Dockerfile": BASE},
        *(".gitignore", 1, "1,048,576 bytes"),
    ),
    (
        "cli.gitignore_patterns",
        {".git/HEAD": "", ".gitignore": "a?b*c\n" * 2_001, "Dockerfile": BASE},
        *(".gitignore", 1, "2,000 patterns with wildcards"),
    ),
    # Dockerfiles
    (
        "model.image.context",
        {"Dockerfile": REQUIREMENTS, "a.txt": "# a comment\n" * 100_000},
        *("a.txt", 1, "1,000,000 bytes"),
    ),
    (
        "model.image.context",
        {
            "Dockerfile": f"{BASE}COPY . /a\n" + PIP + " ".join(f"-r /a/{i}.txt" for i in range(6)),
            **{f"{i}.txt": f"# {'a' * 1_000}\n" * 900 for i in range(6)},
        },
        *("4.txt", 1, "4,000,000 bytes of all files that a Dockerfile's commands use"),
    ),
    (
        "model.image.context",
        {"Dockerfile": REQUIREMENTS, "a.txt": "a\n" * 20_001},
        *("a.txt", 20_001, "20,000 lines of requirements for one image"),
    ),
    (
        "model.image.context",
        {
            "Dockerfile": f"{BASE}COPY a.yml /\nRUN conda env update -f /a.yml\n",
            "a.yml": "dependencies:\n" + "- a\n" * 20_001,
        },
        *("a.yml", 20_002, "20,000 lines of requirements for one image"),
    ),
    (
        "model.image.context",
        {"Dockerfile": f"{BASE}COPY . /a\n" + "".join(f"RUN /a/{i}.sh\n" for i in range(1_001))},
        *("Dockerfile", 1, "1,000 files that a Dockerfile's commands may use"),
    ),
    (
        "model.image.context",
        {
            "Dockerfile": f"{BASE}COPY a.sh /\nRUN " + "&& ".join(["/bin/sh /a.sh "] * 51),
            "a.sh": "make\n",
        },
        *("Dockerfile", 1, "50 runs of scripts that are files"),
    ),
    (
        "model.image.environment",
        {
            "Dockerfile": BASE
            + "ENV A="
            + "a" * 100
            + "\n"
            + "ENV A=$A$A\n" * 10
            + "ENV B=$A\n" * 99
        },
        *("Dockerfile", 1, "10,000,000 characters that variables come to"),
    ),
    (
        "readers.dockerfile.resolved",
        {"Dockerfile": BASE + "ENV A=" + "a" * 100 + "\n" + "ENV A=$A$A\n" * 11},
        *("Dockerfile", 1, "131,072 characters of a text with variables"),
    ),
    (
        "readers.dockerfile.expansion",
        {"Dockerfile": f"ARG A\n{BASE}ENV A={nested(52, 'a', '${B:-', '}')}\n"},
        *("Dockerfile", 1, "50 levels of substitutions"),
    ),
    (
        "model.image.filesystem",
        {"Dockerfile": f"{BASE}ENV PATH={'/opt/java:' * 101}$PATH\nRUN pip list\n"},
        *("Dockerfile", 2, "100 entries of PATH"),
    ),
    (
        "model.image.filesystem",
        {
            "Dockerfile": f"{BASE[:-1]} AS a\nRUN apt-get install "
            + " ".join(f"a{i}" for i in range(501))
            + "\nFROM a\n"
        },
        *("Dockerfile", 1, "500 paths and packages of a stage that another one has too"),
    ),
    (
        "model.image.copies",
        {
            "Dockerfile": f"{BASE[:-1]} AS a\n"
            + "".join(f"RUN ln -s /a /b/{i}\n" for i in range(501))
            + f"{BASE}COPY --from=a /b /b\n"
        },
        *("Dockerfile", 504, "500 paths and packages of a stage that another one has too"),
    ),
    (
        "model.image.effects",
        {"Dockerfile": BASE + "".join(f"RUN virtualenv /a/{i}\n" for i in range(501))},
        *("Dockerfile", 501, "500 environments of Python"),
    ),
    (
        "model.image.paths",
        {
            "Dockerfile": BASE
            + "".join(f"COPY a{i} /a/\n" for i in range(101))
            + PIP
            + "-r /a/a.txt\n"
        },
        *("Dockerfile", 1, "100 copies into one directory"),
    ),
    (
        "model.image.commands",
        {"Dockerfile": f"{BASE}RUN echo {'a' * 40_000}\nRUN echo {'a ' * 66_000}\n"},
        *("Dockerfile", 3, "131,071 characters of a script"),
    ),
    (
        "model.image.commands",
        {"Dockerfile": f"{BASE}RUN {scripts(5)}\n"},
        *("Dockerfile", 2, "4 scripts in each other"),
    ),
    (
        "model.image.words",
        {"Dockerfile": f"{BASE}ENV B=''\nRUN pip install {nested(18, 'a', '${B:-', '}')}\n"},
        *("Dockerfile", 3, "16 variables in each other"),
    ),
    (
        "readers.shell.state",
        {"Dockerfile": f"{BASE}RUN echo {nested(52, 'a', '$(', ')')}\n"},
        *("Dockerfile", 1, "50 levels of nesting in a shell script"),
    ),
    # Clusters
    (
        "checks.syntax",
        {"cluster.json": cluster()[:-1] + ", \n" + "'a': 1,\n" * 30 + '"b": 1}'},
        *("cluster.json", 11, "20 faults of form"),
    ),
    (
        "checks.syntax",
        {"main.tf": TERRAFORM % "" + "a = ;\n" * 30},
        *("main.tf", 28, "20 faults of form"),
    ),
    (
        "checks.syntax",
        {"cluster.yml": "".join(f"{key}: 1\n" for key in "aabbccddeeffgghhiijjkk") + BUNDLE},
        *("cluster.yml", 20, "10 faults of one form"),
    ),
    (
        "checks.syntax",
        {"databricks.yml": BUNDLE + "a: [\nb: 1\n" * 12},
        *("databricks.yml", 8, "10 faults at which a reader stops"),
    ),
    (
        "source.likeness",
        {"cluster.json": cluster(**{f"spark_versio{i}": 1 for i in range(201)})},
        *("cluster.json", 1, "200 words that may be misspelt"),
    ),
    (
        "checks.general.judged",
        {
            ".dcslint/rules/cluster/a.md": PATTERN,
            "cluster.json": cluster(cluster_name="a" * 4_001),
        },
        *("cluster.json", 1, "4,000 characters of a text that a pattern is for"),
    ),
    (
        "model.compute.json_schema",
        {
            ".dcslint/rules/cluster/a.md": SCHEMA % "{properties: {cluster_name: {pattern: a}}}",
            "cluster.json": cluster(cluster_name="a" * 4_001),
        },
        *("cluster.json", 1, "4,000 characters of a text that a pattern is for"),
    ),
    (
        "model.compute.json_schema",
        {
            ".dcslint/rules/cluster/a.md": SCHEMA % "{additionalProperties: false}",
            "cluster.json": cluster(**{f"a{i}": 1 for i in range(101)}),
        },
        *("cluster.json", 1, "100 faults of a cluster by one schema"),
    ),
    (
        "model.compute.json_schema",
        {
            ".dcslint/rules/cluster/a.md": SCHEMA % "{required: [cluster_name]}",
            "cluster.json": cluster(custom_tags={f"a{i}": "1" for i in range(10_001)}),
        },
        *("cluster.json", 1, "10,000 parts of a cluster that a schema is for"),
    ),
    (
        "model.compute.json_schema",
        {
            ".dcslint/rules/cluster/a.md": SCHEMA % "{required: [cluster_name]}",
            "cluster.json": cluster()[:-1] + ', "a": ' + nested(101, "") + "}",
        },
        *("cluster.json", 1, "100 levels of a cluster that a schema is for"),
    ),
    (
        "model.compute.forms",
        {"cluster.json": "[" + ",\n".join([cluster()] * 3_001) + "]"},
        *("cluster.json", 3_001, "3,000 clusters, pools and policies"),
    ),
    (
        "model.compute.forms",
        {"pools.json": "[" + ",\n".join([json.dumps(POOL)] * 3_001) + "]"},
        *("pools.json", 3_001, "3,000 clusters, pools and policies"),
    ),
    (
        "model.compute.named",
        {"all.json": json.dumps([{**POOL, "instance_pool_id": "a"}] * 201 + [ON_POOL] * 100)},
        *("all.json", 1, "20,000 clusters that name pools or policies"),
    ),
    (
        "model.compute.named",
        {
            "all.json": json.dumps(
                [{"policy_id": "a", "definition": {"docker_image.url": {"type": "forbidden"}}}]
                * 201
                + [{**CLUSTER, "policy_id": "a"}] * 100
            )
        },
        *("all.json", 1, "20,000 clusters that name pools or policies"),
    ),
    (
        "model.compute.policies",
        {
            "policy.json": json.dumps(
                {
                    "a.b.c.d.e.f.g": {"type": "fixed", "value": "1"},
                    "docker_image.url": {"type": "fixed", "value": "acme/etl:1"},
                    "spark_version": {"type": "fixed", "value": "15.4.x-scala2.12"},
                }
            )
        },
        *("policy.json", 1, "6 keys of a path in a policy"),
    ),
    (
        "model.compute.markdown_blocks",
        {
            "a.md": "```\ncurl -X POST https://a/api/2.0/clusters/create -d '"
            + cluster(a="a" * 20_000)
            + "'\n```\n"
        },
        *("a.md", 2, "20,000 characters of a command"),
    ),
    (
        "model.compute.markdown_blocks",
        {"a.md": "```\n" + "{\n" * 30 + cluster(num_workers=2)[:-1] + "\n```\n"},
        *("a.md", 21, "20 brackets that are not closed"),
    ),
    (
        "model.compute.embedded",
        {
            **PROJECT,
            "Makefile": f"A = {'a' * 4_000}\nall:\n\tdocker build -t a{'$(A)' * 600} images\n",
        },
        *("Makefile", 1, "2,000,000 characters that variables come to"),
    ),
    (
        "model.compute.python_tree",
        {"a.py": f"x = {repr(CLUSTER)[:-1]}, 'a': {nested(101, '1')}}}\n"},
        *("a.py", 1, "100 levels"),
    ),
    # Bundles
    (
        "model.compute.bundle_unit",
        {"databricks.yml": BUNDLE + "targets:\n" + "".join(f"  t{i}: {{}}\n" for i in range(101))},
        *("databricks.yml", 109, "100 targets"),
    ),
    (
        "model.compute.bundle_unit",
        {
            "databricks.yml": BUNDLE.replace("    c:\n", "    c: &c\n")
            + "".join(f"    c{i}: *c\n" for i in range(100))
            + "targets:\n"
            + "".join(f"  t{i}: {{}}\n" for i in range(31))
        },
        *("databricks.yml", 139, "3,000 clusters, pools and policies"),
    ),
    (
        "model.compute.bundle_unit",
        {
            "databricks.yml": BUNDLE + "include: [a/*.yml]\n",
            **{f"a/{i:03}.yml": "variables: {}\n" for i in range(501)},
        },
        *("databricks.yml", 8, "500 included files, or 5,000 of all bundles"),
    ),
    (
        "model.compute.bundle_unit",
        {
            "databricks.yml": BUNDLE + "include: [a.yml]\n",
            "a.yml": "#\n" * 160_001,
        },
        *("databricks.yml", 8, "160,000 lines and separators in a.yml"),
    ),
    (
        "model.compute.bundle_unit",
        {
            "databricks.yml": BUNDLE + "include: ['*.yml']\n",
            **{f"{name}.yml": "#\n" * 150_000 for name in "abcd"},
        },
        *("databricks.yml", 8, "500,000 lines and separators in files that bundles include"),
    ),
    (
        "model.compute.bundle_references",
        {
            "databricks.yml": f"variables: {{a: {{default: {'a' * 500}}}}}\n"
            + BUNDLE.replace("acme/etl:1", '"' + "${var.a}" * 41 + '"')
        },
        *("databricks.yml", 8, "20,000 characters of a text with variables"),
    ),
    (
        "model.copies",
        {
            "databricks.yml": "variables:\n  a: {type: complex, default: {"
            + ", ".join(f"a{i}: 1" for i in range(3_000))
            + "}}\n"
            + BUNDLE
            + "".join(f"      a{i}: ${{var.a}}\n" for i in range(70))
        },
        *("databricks.yml", 77, "200,000 values that variables stand for"),
    ),
    # Terraform
    (
        "model.terraform.blocks",
        {
            "main.tf": TERRAFORM
            % f'dynamic "library" {{\nfor_each = {["a"] * 201}\ncontent {{\n}}\n}}'.replace(
                "'", '"'
            )
        },
        *("main.tf", 8, "200 blocks of a dynamic one"),
    ),
    (
        "model.terraform.blocks",
        {"main.tf": TERRAFORM % nested(61, "", "a {\n", "}\n")},
        *("main.tf", 66, "60 levels of blocks"),
    ),
    (
        "model.terraform.evaluate",
        {
            "main.tf": "locals {\n"
            + "".join(f"  a{i} = {nested(20, f'local.a{i + 1}', '(', ')')}\n" for i in range(9))
            + "  a9 = 1\n}\n"
            + TERRAFORM % "cluster_name = local.a0"
        },
        *("main.tf", 7, "120 levels of expressions"),
    ),
    (
        "model.terraform.evaluate",
        {
            "main.tf": "locals {\n"
            + "".join(f"  a{i} = local.a{i + 1}\n" for i in range(13))
            + "  a13 = 1\n}\n"
            + TERRAFORM % "num_workers = local.a0"
        },
        *("main.tf", 13, "12 locals in each other"),
    ),
    (
        "model.terraform.evaluate",
        {"main.tf": TERRAFORM % f"ssh_public_keys = [for a in {[1] * 1_001} : a]"},
        *("main.tf", 7, "1,000 items of a list"),
    ),
    (
        "model.terraform.evaluate",
        {
            "main.tf": f'locals {{\n  a = "{"a" * 5_000}"\n}}\n'
            + TERRAFORM % ('cluster_name = "' + "${local.a}" * 5 + '"')
        },
        *("main.tf", 10, "20,000 characters of a text"),
    ),
    (
        "model.terraform.functions",
        {
            "main.tf": f"locals {{\n  a = {[1] * 6_000}\n}}\n"
            + TERRAFORM % "ssh_public_keys = concat(local.a, local.a)"
        },
        *("main.tf", 10, "10,000 items of a list"),
    ),
    (
        "model.terraform.functions",
        {
            "main.tf": f'locals {{\n  a = "{"a" * 10_001}"\n}}\n'
            + TERRAFORM % 'cluster_name = join("", [local.a, local.a])'
        },
        *("main.tf", 10, "20,000 characters of a text"),
    ),
    (
        "model.compute.terraform_unit",
        {
            "main.tf": 'resource "aws_iam_role_policy" "a" {\n'
            f"  for_each = toset({json.dumps([str(i) for i in range(51)])})\n"
            f"  policy = jsonencode({json.dumps(policy())})\n}}\n" + TERRAFORM % ""
        },
        *("main.tf", 2, "50 instances of a policy"),
    ),
    (
        "model.terraform.modules",
        {"main.tf": TERRAFORM % "", **{f"z{i:03}.tf": "" for i in range(501)}},
        *("z499.tf", 1, "500 files of a module"),
    ),
    (
        "model.terraform.modules",
        {
            "m/main.tf": 'variable "a" {}\n' + TERRAFORM % "cluster_name = var.a",
            "main.tf": "".join(
                f'module "m{i}" {{\n  source = "./m"\n  a = "{i}"\n}}\n' for i in range(21)
            ),
        },
        *("main.tf", 81, "20 calls of a module"),
    ),
    (
        "model.terraform.modules",
        {
            f"m{i}/main.tf": 'variable "a" {}\n'
            + (TERRAFORM % "cluster_name = var.a" if not i else "")
            + f'module "n" {{\n  source = "../m{i - 1}"\n  a = var.a\n}}\n' * bool(i)
            for i in range(6)
        },
        *("m5/main.tf", 2, "4 calls of modules in each other"),
    ),
    (
        "model.terraform.modules",
        {
            **{f"m{i}/main.tf": 'variable "a" {}\n' + TERRAFORM % "" for i in range(160)},
            "main.tf": "".join(
                f'module "m{i}" {{\n  source = "./m{i % 160}"\n  a = "{i}"\n}}\n'
                for i in range(3_040)
            ),
        },
        *("main.tf", 11_269, "3,000 instances of modules"),
    ),
    (
        "model.large",
        {
            "main.tf": TERRAFORM % "",
            **{f"{name}.tf": "#\n" * 150_000 for name in "wxyz"},
        },
        *("z.tf", 1, "500,000 lines and separators together with other files"),
    ),
    (
        "model.large",
        {"main.tf": TERRAFORM % "", "z.tf": "#\n" * 160_001},
        *("z.tf", 1, "160,000 lines and separators"),
    ),
    # IAM policies
    (
        "model.iam.policy",
        {"policy.json": json.dumps(policy(*[STATEMENT] * 301))},
        *("policy.json", 1, "300 statements of a policy"),
    ),
    (
        "model.iam.policy",
        {"policies.json": json.dumps([policy()] * 301)},
        *("policies.json", 1, "300 policies, or 5,000 words of them"),
    ),
    (
        "model.iam.find",
        {"policies.json": json.dumps([json.dumps(policy())] * 201)},
        *("policies.json", 1, "200 policies in texts"),
    ),
    (
        "model.iam.find",
        {
            "policies.json": json.dumps(
                [policy(), json.dumps([json.dumps([json.dumps([json.dumps(policy())])])])]
            )
        },
        *("policies.json", 1, "3 policies in texts of each other"),
    ),
    (
        "checks.iam_actions",
        {
            "policy.json": json.dumps(
                {"databricks": policy({**STATEMENT, "Sid": "a" * 4_001, "Action": "ecr:PutImage"})}
            )
        },
        *("policy.json", 1, "4,000 characters of a text that a pattern is for"),
    ),
    # Builds
    (
        "model.links.search",
        linked("# docker build\n" + "# a comment\n" * 90_000),
        *("build.sh", 1, "1,000,000 bytes"),
    ),
    (
        "model.links.search",
        linked("docker build -t a images\n" * 2_001),
        *("build.sh", 1, "2,000 builds of images"),
    ),
    (
        "model.links.search",
        linked("docker build -t a images\n" + "docker tag a b\n" * 501),
        *("build.sh", 1, "500 uses of docker tag"),
    ),
    (
        "model.links.script",
        linked("for a in b; do :; done\n" * 202 + "docker build -t a images\n"),
        *("build.sh", 1, "200 loops"),
    ),
    (
        "model.links.script",
        linked(f"A={'a' * 4_000}\n" + "echo $A\n" * 1_001 + "docker build -t a images\n"),
        *("build.sh", 1, "4,000,000 characters that variables come to"),
    ),
    (
        "model.links.script",
        linked(f"docker build -t a images\n{scripts(4)}\n"),
        *("build.sh", 2, "3 scripts in each other"),
    ),
    (
        "model.links.shell_state",
        linked(f"A={'a' * 4_000}\ndocker build -t {'$A' * 30} images\n"),
        *("build.sh", 1, "100,000 characters of a word with variables"),
    ),
    (
        "model.links.holes",
        linked(
            "for a in 1 2 3 4 5 6 7 8 9; do\nfor b in 1 2 3 4 5 6 7 8 9; do\n"
            "docker build -t $a$b images\ndone\ndone\n"
        ),
        *("build.sh", 1, "64 builds by one command"),
    ),
    (
        "model.links.matrix",
        {
            **PROJECT,
            ".github/workflows/a.yml": "jobs:\n  a:\n    strategy:\n      matrix:\n"
            f"        a: {list(range(17))}\n        b: {list(range(17))}\n"
            "    steps:\n    - run: docker build -t ${{ matrix.a }} images\n",
        },
        *(".github/workflows/a.yml", 1, "256 choices of a matrix"),
    ),
    (
        "model.links.ci",
        {**PROJECT, "a.yml": "a: " + nested(50, "{run: docker build .}", "{a: ", "}") + "\n"},
        *("a.yml", 1, "40 levels of a configuration of CI"),
    ),
    (
        "model.links.makefile",
        {
            **PROJECT,
            "Makefile": "".join(f"A{i} = $(A{i + 1})\n" for i in range(10))
            + "A10 = a\nall:\n\tdocker build -t $(A0) images\n",
        },
        *("Makefile", 1, "8 variables of make in each other"),
    ),
    (
        "model.links.bake",
        {
            **PROJECT,
            "docker-bake.json": json.dumps(
                {
                    "target": {
                        f"a{i}": {"inherits": [f"a{i + 1}"], "context": "images"} for i in range(12)
                    }
                }
            ),
        },
        *("docker-bake.json", 1, "10 targets that inherit each other"),
    ),
    (
        "model.links.bake",
        {
            **PROJECT,
            "docker-bake.json": json.dumps(
                {
                    "target": {
                        "a": {"inherits": ["b"] * 11, "tags": ["a"], "context": "images"},
                        "b": {},
                    }
                }
            ),
        },
        *("docker-bake.json", 1, "10 targets that one inherits"),
    ),
    (
        "model.links.jenkins",
        {**PROJECT, "Jenkinsfile": "sh 'docker build -t a images'\n" + "a " * 200_001},
        *("Jenkinsfile", 1, "200,000 words of a pipeline"),
    ),
    (
        "model.links.deployment",
        {
            **linked("docker build -t acme.azurecr.io/etl:1.0 --build-arg A=1 images"),
            "images/Dockerfile": BASE + "# a, b\n" * 60_000,
        },
        *(
            *("images/Dockerfile", 1),
            "100,000 lines and separators of Dockerfiles with arguments of builds",
        ),
    ),
    (
        "model.links.match",
        {
            **linked(
                "".join(f"docker build -t acme.azurecr.io/etl:b{i} images\n" for i in range(2_000))
            ),
            "cluster.json": json.dumps(
                [
                    {**CLUSTER, "docker_image": {"url": f"acme.azurecr.io/etl:{i}"}}
                    for i in range(251)
                ]
            ),
        },
        *("cluster.json", 1, "500,000 comparisons of images with builds"),
    ),
    (
        "model.links.access",
        {
            "cluster.json": json.dumps([{**CLUSTER, "docker_image": {"url": ECR}}] * 401),
            "databricks-policies.json": json.dumps([policy()] * 150),
        },
        *("cluster.json", 1, "10,000,000 characters of policies, for each cluster anew"),
    ),
]


@pytest.mark.once
@pytest.mark.parametrize(
    ("project", "path", "line", "most"),
    [pytest.param(*case[1:], id=f"{case[0]}: {case[-1]}") for case in CASES],
)
def test_a_limit_that_is_reached_is_one_finding(
    files: Files, run: Run, project: dict[str, str], path: str, line: int, most: str
) -> None:
    files(project)

    report = run("--format", "json", "--scope", "all", ".").json

    found = [one for one in report["findings"] if one["rule"] == RULE]
    told = [(one["path"], one["start"]["line"], one["message"]) for one in found]
    assert [(path, line, BEFORE + most)] == told


def test_every_place_that_stops_at_a_limit_is_tried() -> None:
    stops = {
        ".".join(path.relative_to(SOURCE / "dcslint").with_suffix("").parts)
        for path in (SOURCE / "dcslint").rglob("*.py")
        if re.search(r"^ +reached\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert len(stops) > 30
    assert stops == {case[0] for case in CASES}


def test_every_number_that_is_told_is_on_the_page_of_limits() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    told = list(numbers())

    assert len(told) > 60
    assert [] == [name for name in told if f"`{name}`" not in page]


def numbers() -> Iterator[str]:
    """The constants in the words of limits, by the module that has them: those that are numbers."""
    for path in sorted((SOURCE / "dcslint").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "reached(" not in text and "CrowdedError(" not in text and ".most = " not in text:
            continue
        module = import_module(".".join(path.relative_to(SOURCE).with_suffix("").parts))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Name):
                value = getattr(module, node.value.id, None)
                if isinstance(value, int):
                    yield f"{home(module, node.value.id)}.{node.value.id}"


def home(module: Any, name: str) -> str:
    """The module that a name was imported from."""
    for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and any(one.name == name for one in node.names):
            return home(import_module(node.module or ""), name)
    return str(module.__name__)


def test_a_limit_is_told_once_however_many_processes_lint(files: Files, run: Run) -> None:
    path = "ENV PATH=" + "/opt/java:" * 101 + "$PATH\nRUN pip list\n"
    files({f"{number:03}/Dockerfile": BASE + path * 2 for number in range(130)})

    apart = run("--select", RULE, "--format", "concise", "--jobs", "2", ".")

    assert 130 == len(apart.lines)
    assert apart.out == run("--select", RULE, "--format", "concise", ".").out


def test_who_does_not_want_to_know_of_limits_says_so(files: Files, run: Run) -> None:
    files({"Dockerfile": f"{BASE}ENV PATH={'/opt/java:' * 101}$PATH\nRUN pip list\n"})

    assert RULE in run("Dockerfile").out
    assert RULE not in run("--ignore", RULE, "Dockerfile").out
    assert 0 == run("--select", RULE, "Dockerfile").status
    assert 1 == run("--select", RULE, "--fail-on", "note", "Dockerfile").status
