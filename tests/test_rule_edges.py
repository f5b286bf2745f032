"""Rules at their edges: what nearly is a fault, and what nearly is none.

The cards show what a rule is for; here stands what no reader of a card needs to see. A case is a
rule, the files of a project, and how often the rule finds something.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from compute_for_tests import lint
from dcslint.config import Settings
from dcslint.engine import Engine
from dcslint.model.image.format import DockerfileFormat
from dcslint.model.links import access
from dcslint.model.project import Project
from dcslint.plugins import load_installation
from dcslint.rulebook.card import parse_card
from dcslint.source import DictFiles, Document, Public
from dcslint.testing.runner import Setting, run_example
from facts_for_tests import FACTS

if TYPE_CHECKING:
    from dcslint.diagnostic import Diagnostic

INSTALLATION = load_installation()
SETTING = Setting(INSTALLATION.formats, INSTALLATION.facts, {}, INSTALLATION.rulebook)
ARN = "arn:aws:iam::123456789012:instance-profile/etl"


def lines(rule: str, files: dict[str, str]) -> list[str]:
    """What a rule says of a project, one line each."""
    chosen = INSTALLATION.rulebook.rules[rule]
    front = INSTALLATION.read_card(chosen.path).partition("\n# ")[0]
    blocks = "".join(f"```text {path}\n{text}\n```\n" for path, text in files.items())
    text = f"{front}\n# A\n\nB.\n\n## Bad\n{blocks}```text\n?\n```\n"
    (example,) = parse_card(chosen.path, text).examples
    outcome = run_example(chosen, example, SETTING)
    assert [] == [failure.message for failure in outcome.failures]
    return outcome.lines


def diagnostics(rule: str, dockerfile: str) -> list[Diagnostic]:
    """What a rule says of a Dockerfile."""
    project = Project(DictFiles({}), FACTS, Settings(today=FACTS.as_of))
    engine = Engine([INSTALLATION.rulebook.rules[rule]], FACTS, FACTS.as_of)
    engine.lint(DockerfileFormat().read(Document("Dockerfile", dockerfile), project), project)
    return list(engine.finish().diagnostics)


def project(dockerfile: str, cluster: str) -> dict[str, str]:
    """A Dockerfile, the script that builds it and a cluster that runs it."""
    head = '{"cluster_name": "a", "docker_image": {"url": "acme.azurecr.io/etl:1.4.2"}, '
    return {
        "Dockerfile": dockerfile,
        "build.sh": "docker build -t acme.azurecr.io/etl:1.4.2 .",
        "cluster.json": f"{head}{cluster}}}",
    }


JDK = "RUN apt-get update && apt-get install -y openjdk-8-jdk"
RUNTIME = '"spark_version": "17.3.x-scala2.13"'
INTEL = '"spark_version": "16.4.x-scala2.12", "node_type_id": "i3.xlarge"'


@pytest.mark.parametrize(
    ("rule", "dockerfile", "cluster", "times"),
    [
        ("java-of-an-older-runtime", f"FROM ubuntu:24.04\n{JDK}", RUNTIME, 1),
        ("java-of-an-older-runtime", f"FROM python:3.12\n{JDK}", RUNTIME, 0),
        ("java-of-an-older-runtime", f"FROM ubuntu:24.04\nRUN ./setup.sh\n{JDK}", RUNTIME, 0),
        ("java-of-an-older-runtime", f"FROM ubuntu:24.04\nENV JAVA_HOME=/x\n{JDK}", RUNTIME, 0),
        ("image-for-another-processor", "FROM arm64v8/ubuntu:24.04", INTEL, 1),
        ("image-for-another-processor", "FROM docker.io/arm64v8/ubuntu:24.04", INTEL, 1),
        ("image-for-another-processor", "FROM quay.io/arm64v8/ubuntu:24.04", INTEL, 0),
        ("image-for-another-processor", "FROM a.example/arm64v8/ubuntu:24.04", INTEL, 0),
        ("image-for-another-processor", "FROM amd64/ubuntu:24.04", INTEL, 0),
    ],
)
def test_a_cluster_with_its_image(rule: str, dockerfile: str, cluster: str, times: int) -> None:
    assert times == len(lines(rule, project(dockerfile, cluster)))


STANDARD = "FROM databricksruntime/standard:15.4-LTS"
RBASE = "FROM databricksruntime/rbase:15.4-LTS"
PIP = "RUN pip install a"
MADE = "FROM ubuntu:22.04\nRUN virtualenv --system-site-packages /databricks/python3\n"
OWN = f"{STANDARD}\nRUN python3 -m venv /opt/e\n"
PYTHON = "RUN apt-get install -y python3"


@pytest.mark.parametrize(
    ("rule", "text", "times"),
    [
        ("user-exists-already", "FROM ubuntu:24.04\nRUN useradd ubuntu", 1),
        ("user-exists-already", "FROM alpine:24.04\nRUN useradd ubuntu", 0),
        ("user-exists-already", "FROM zebra:24.04\nRUN useradd ubuntu", 0),
        ("user-exists-already", "FROM ubuntu:22.04\nRUN useradd ubuntu", 0),
        ("user-exists-already", "FROM ubuntu:24.04\nRUN useradd ubuntu; mkdir /x", 0),
        ("user-exists-already", "FROM ubuntu:24.04\nRUN set -e; useradd ubuntu; mkdir /x", 1),
        ("user-exists-already", "FROM ubuntu:24.04\nRUN userdel ubuntu\nRUN useradd ubuntu", 0),
        ("daemon-started-in-build", "FROM a:1\nRUN service b start; service b stop", 0),
        ("daemon-started-in-build", "FROM a:1\nRUN service b start\nRUN service b stop", 1),
        ("rbase-for-python", f"{RBASE}\nRUN pip install a\nRUN pip install b", 1),
        ("rbase-for-python", f"{RBASE} AS b\nRUN pip install a\nFROM c:1", 0),
        ("pip-outside-runtime", f'{STANDARD} AS a\nSHELL ["sh", "-lc"]\nFROM a\n{PIP}', 0),
        ("pip-outside-runtime", f"{STANDARD} AS a\nFROM a\n{PIP}", 1),
        ("pip-outside-runtime", f"{OWN}ENV PATH=/opt/e/bin:$PATH\n{PIP}", 1),
        ("pip-outside-runtime", f"{OWN}ENV PATH=/opt/e/bin:$PATH\nRUN /opt/e/bin/pip install a", 0),
        ("pip-outside-runtime", f"{MADE}ENV PATH=/databricks/python3/bin:$PATH\n{PIP}", 0),
        ("pip-outside-runtime", f"{MADE}RUN virtualenv /e\nENV PATH=/e/bin:$PATH\n{PIP}", 1),
        ("pip-outside-runtime", f"{OWN}ENV PATH=/opt/e/bin:$PATH\n{PIP}\nENV PATH=/usr/bin", 0),
        ("pip-outside-runtime", f"{OWN}ENV PATH=/opt/e/bin:$PATH\n{PIP}\nENV PATH=$X:$PATH", 0),
        (
            "pip-outside-runtime",
            f"{OWN}ENV PATH=/opt/e/bin PYSPARK_PYTHON=/opt/e/bin/python\n{PIP}",
            0,
        ),
        (
            "pip-outside-runtime",
            f"ARG X\n{OWN}ARG X\nENV PATH=/opt/e/bin PYSPARK_PYTHON=$X\n{PIP}",
            0,
        ),
        (
            "pip-outside-runtime",
            f"{OWN}ENV PATH=/databricks/python3/bin:/opt/e/bin:$PATH\n{PIP}",
            0,
        ),
        ("scratch-missing-java", "FROM ubuntu:24.04\nRUN tar xzf /jdk.tgz -C /opt", 0),
        ("scratch-missing-java", "FROM ubuntu:24.04\nRUN tar xzf /a.tgz -C /srv", 1),
        ("scratch-missing-java", "FROM rockylinux:9\nRUN rpm -i https://a.example/jdk.rpm", 0),
        ("scratch-missing-java", "FROM rockylinux:9\nRUN dnf install https://a.example/j.rpm", 0),
        ("scratch-missing-java", "FROM ubuntu:24.04\nRUN $APT install default-jdk", 0),
        ("scratch-missing-java", 'FROM ubuntu:24.04\nSHELL ["pwsh"]\nRUN a', 0),
        ("scratch-missing-venv", f"FROM ubuntu:24.04\n{PYTHON}\nADD a.tgz /databricks/", 0),
        ("scratch-missing-venv", f"FROM ubuntu:24.04\n{PYTHON}\nADD a.tgz /", 0),
        ("scratch-missing-venv", f"FROM ubuntu:24.04\n{PYTHON}\nADD a.txt /databricks/", 1),
        ("secret-in-image", "FROM a:1\nENV API_TOKEN abc123def", 1),
        ("secret-in-image", "FROM a:1\nENV API_TOKEN=abc123def", 1),
        ("secret-in-image", "FROM a:1\nENV LEVEL API_TOKEN=abc123def", 0),
        ("stage-not-found", "FROM a:1 AS scratched\nFROM scratch\nCOPY x /", 0),
        ("stage-not-found", "FROM a:1 AS scratched\nFROM scratchd", 1),
        ("stage-not-found", "FROM a:1 AS n1234\nFROM b:1\nCOPY --from=1234 x /", 0),
        ("stage-not-found", "FROM a:1\nCOPY --from=late x /\nFROM b:1 AS late", 1),
    ],
)
def test_a_dockerfile(rule: str, text: str, times: int) -> None:
    assert times == len(lines(rule, {"Dockerfile": text}))


@pytest.mark.parametrize(
    ("rule", "head", "unit"),
    [
        ("daemon-started-in-build", "FROM a:1\nRUN ", "service a start;"),
        ("user-exists-already", "FROM ubuntu:24.04\n", "RUN useradd ubuntu\n"),
        ("get-pip-unversioned", "FROM a:1\n", "RUN curl https://bootstrap.pypa.io/get-pip.py\n"),
        ("rbase-for-python", f"{RBASE}\n" + "RUN a\n" * 4000, f"{PIP}\n"),
    ],
)
def test_many_commands_of_a_kind_are_linear_work(rule: str, head: str, unit: str) -> None:
    """Allows ten times what the slowest takes; what is quadratic takes longer."""
    started = time.process_time()
    found = diagnostics(rule, head + unit * 4000)

    assert len(found) <= 4000
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    ("image", "is_public"), [("ubuntu:24.04", True), ("gcr.io/distroless/dapi0123", False)]
)
def test_the_name_of_an_image_is_public_where_the_table_has_it(
    image: str, *, is_public: bool
) -> None:
    """What else stands below a registry may be a secret, and is masked as all of a file is."""
    (found,) = diagnostics("base-not-databricks", f"FROM {image}\n")

    assert is_public is isinstance(found.message, Public)


def test_the_account_of_a_profile_is_pointed_to_digit_by_digit() -> None:
    image = {"url": "210987654321.dkr.ecr.eu-west-1.amazonaws.com/etl:1.4.2"}
    spec = {
        "spark_version": "16.4.x-scala2.12",
        "docker_image": image,
        "aws_attributes": {"instance_profile_arn": ARN},
    }

    (found,) = [one for one in lint(spec).diagnostics if one.rule == "ecr-cross-account"]

    assert ["123456789012"] == [one.span.source for one in found.related]


ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/etl:1.4.2"
TOKEN = "eyJwYXlsb2FkIjoi" + "x" * 40


@pytest.mark.parametrize(
    ("rule", "cluster", "expected"),
    [
        (
            "driver-nfs-missing",
            (
                '"spark_version": "11.0.x-scala2.12", "docker_image": '
                '{"url": "databricksruntime/minimal:1"}'
            ),
            [": warning: databricksruntime/minimal needs spark.databricks.driverNfs.enabled false"],
        ),
        (
            "driver-nfs-missing",
            (
                '"spark_version": "10.4.x-scala2.12", "docker_image": '
                '{"url": "databricksruntime/minimal:1"}'
            ),
            [],
        ),
        (
            "driver-nfs-missing",
            (
                '"spark_version": "11.x-scala2.12", "docker_image": '
                '{"url": "databricksruntime/minimal:1"}'
            ),
            [": warning: databricksruntime/minimal needs spark.databricks.driverNfs.enabled false"],
        ),
        (
            "init-script-scheme-mismatch",
            '"docker_image": {"url": "a/b"}, "init_scripts": [{"volumes": {"destination": "x"}}]',
            [": warning: the destination of volumes must begin with /Volumes/"],
        ),
        (
            "ecr-basic-auth",
            (
                f'"docker_image": {{"url": "{ECR}", "basic_auth": '
                f'{{"username": "me", "password": "{TOKEN}"}}}}'
            ),
            [": error: a token of Amazon ECR ends after 12 hours"],
        ),
        (
            "ecr-basic-auth",
            (
                f'"docker_image": {{"url": "{ECR}", "basic_auth": '
                f'{{"username": "me", "password": "x{TOKEN}"}}}}'
            ),
            [": warning: an image in Amazon ECR takes no basic_auth"],
        ),
    ],
)
def test_a_cluster(rule: str, cluster: str, expected: list[str]) -> None:
    found = lines(rule, {"cluster.json": f'{{"cluster_name": "a", {cluster}}}'})

    assert len(expected) == len(found)
    assert all(part in line for part, line in zip(expected, found, strict=True))


def statement(more: str) -> str:
    return f'{{"Effect": "Allow", "Action": ["ecr:BatchGetImage"], {more}}}'


def policies(*statements: str) -> str:
    return f'{{"Version": "2012-10-17", "Statement": [{", ".join(statements)}]}}'


OTHER = statement('"Principal": {"AWS": "arn:aws:iam::999999999999:role/databricks"}')
ELSEWHERE = '"Resource": "arn:aws:ecr:eu-central-1:123456789012:repository/databricks"'


@pytest.mark.parametrize(
    ("rule", "account", "policy", "times"),
    [
        ("cross-account-policy-missing", "210987654321", policies(OTHER), 1),
        (
            "cross-account-policy-missing",
            "210987654321",
            policies(OTHER, statement('"NotPrincipal": {"AWS": "arn:aws:iam::1:root"}')),
            0,
        ),
        ("ecr-repo-not-granted", "123456789012", policies(statement(ELSEWHERE)), 1),
    ],
)
def test_a_cluster_with_policies(rule: str, account: str, policy: str, times: int) -> None:
    registry = f"{account}.dkr.ecr.eu-west-1.amazonaws.com/etl:1"
    cluster = (
        f'{{"cluster_name": "a", "spark_version": "16.4.x-scala2.12", "docker_image": '
        f'{{"url": "{registry}"}}, "aws_attributes": {{"instance_profile_arn": "{ARN}"}}}}'
    )

    assert times == len(lines(rule, {"cluster.json": cluster, "policy.json": policy}))


def test_a_policy_of_the_repository_itself_may_let_the_role_in() -> None:
    cluster = (
        f'{{"cluster_name": "a", "spark_version": "16.4.x-scala2.12", "docker_image": '
        f'{{"url": "{ECR}"}}, "aws_attributes": {{"instance_profile_arn": "{ARN}"}}}}'
    )
    files = {"cluster.json": cluster, "role.json": policies(statement(ELSEWHERE))}

    assert 1 == len(lines("ecr-repo-not-granted", files))
    assert [] == lines("ecr-repo-not-granted", {**files, "repository.json": policies(OTHER)})


def test_clusters_are_held_against_so_much_of_policies_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cluster = (
        f'{{"spark_version": "16.4.x-scala2.12", "docker_image": {{"url": "{ECR}"}}, '
        f'"aws_attributes": {{"instance_profile_arn": "{ARN}"}}}}'
    )
    files = {
        "clusters.json": f"[{cluster}, {cluster}]",
        "role.json": policies(statement(ELSEWHERE)),
    }

    assert 2 == len(lines("ecr-repo-not-granted", files))
    monkeypatch.setattr(access, "MOST_EFFORT", 1)
    assert 1 == len(lines("ecr-repo-not-granted", files))


def test_without_a_runtime_the_newest_documented_environment_is_named() -> None:
    text = "FROM ubuntu:24.04\nENV PYSPARK_PYTHON=/opt/x/bin/python\n"

    (line,) = lines("pyspark-python-wrong", {"Dockerfile": text})

    assert "the environment that Databricks uses is /databricks/python3 " in line
