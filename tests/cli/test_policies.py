"""A run over a folder lints the IAM policies that clusters may pull by, and judges both."""

from __future__ import annotations

import json

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from cli.conftest import Result

    Files = Callable[[dict[str, Any]], None]
    Run = Callable[..., Result]

ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/etl:1.0"
PROFILE = "arn:aws:iam::123456789012:instance-profile/etl"
PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
LOGIN = {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}


def cluster(url: str = ECR, profile: str | None = PROFILE) -> str:
    spec: dict[str, Any] = {
        "spark_version": "16.4.x-scala2.12",
        "num_workers": 1,
        "docker_image": {"url": url},
    }
    if profile is not None:
        spec["aws_attributes"] = {"instance_profile_arn": profile}
    return json.dumps(spec)


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def pull(repository: str = "etl", actions: list[str] = PULL) -> dict[str, Any]:
    arn = f"arn:aws:ecr:eu-west-1:123456789012:repository/{repository}"
    return {"Effect": "Allow", "Action": actions, "Resource": arn}


def lint(run: Run, *words: str, rules: str = "iam") -> list[tuple[str, str]]:
    """Path and rule of the findings of a group."""
    report = run("--select", rules, "--format", "json", *words).json
    return [(one["path"], one["rule"]) for one in report["findings"]]


class TestScope:
    def test_a_policy_for_a_pull_is_linted_beside_a_cluster_that_pulls_by_it(
        self, files: Files, run: Run
    ) -> None:
        files({"cluster.json": cluster(), "iam/pull.json": policy(pull())})

        assert [("iam/pull.json", "ecr-token-missing")] == lint(run)

    @pytest.mark.parametrize("url", ["acme/etl:1.0", ECR])
    def test_an_instance_profile_is_enough(self, url: str, files: Files, run: Run) -> None:
        files({"cluster.json": cluster(url), "pull.json": policy(pull())})

        assert [("pull.json", "ecr-token-missing")] == lint(run)

    def test_without_such_a_cluster_it_is_for_somebody_else(self, files: Files, run: Run) -> None:
        files({"cluster.json": cluster("acme/etl:1.0", None), "pull.json": policy(pull())})

        assert [] == lint(run)
        assert [("pull.json", "ecr-token-missing")] == lint(run, "pull.json")

    def test_a_policy_that_is_not_only_for_a_pull_is_for_somebody_else(
        self, files: Files, run: Run
    ) -> None:
        other = pull(actions=[*PULL, "ecr:PutImage"])
        files({"cluster.json": cluster(), "ci.json": policy(other)})

        assert [] == lint(run)
        assert "ci.json: skipped" in run("--verbose").err

    def test_who_names_databricks_needs_no_cluster(self, files: Files, run: Run) -> None:
        files({"databricks/pull.json": policy(pull())})

        assert [("databricks/pull.json", "ecr-token-missing")] == lint(run)


class TestTogether:
    def test_a_repository_that_no_policy_names(self, files: Files, run: Run) -> None:
        other = policy(LOGIN, pull("web"))
        files({"cluster.json": cluster(), "databricks/pull.json": other})

        assert [("cluster.json", "ecr-repo-not-granted")] == lint(run, rules="agreement")

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("databricks.json", policy(LOGIN, pull("e*"))),
            ("databricks.json", policy(LOGIN, pull("${name}"))),
            ("databricks.json", policy(LOGIN, pull("web"), "${more}")),  # type: ignore[arg-type]
            ("databricks.json", policy(LOGIN)),
            ("other.json", policy(LOGIN, pull("web"))),
        ],
    )
    def test_it_may_be_granted(self, name: str, text: str, files: Files, run: Run) -> None:
        files({"cluster.json": cluster(), name: text})

        assert [] == lint(run, rules="agreement")

    def test_in_one_account_the_repository_may_let_it_in(self, files: Files, run: Run) -> None:
        role = {"AWS": "arn:aws:iam::123456789012:role/databricks"}
        shared = policy({"Effect": "Allow", "Principal": role, "Action": PULL})
        files(
            {
                "cluster.json": cluster(),
                "databricks.json": policy(LOGIN, pull("web")),
                "share.json": shared,
            }
        )

        assert [] == lint(run, rules="agreement")

    def test_a_named_file_is_judged_without_the_others(self, files: Files, run: Run) -> None:
        files({"cluster.json": cluster(), "databricks.json": policy(LOGIN, pull("web"))})

        assert [] == lint(run, "cluster.json", rules="agreement")
