"""Policies of IAM in Terraform: in texts, in `jsonencode`, and as data sources."""

from __future__ import annotations

import pytest

from dcslint.model.iam.policy import IDENTITY, REPOSITORY
from terraform_for_tests import unit_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.model.iam.policy import IamPolicy

STATEMENT = """
  statement {
    actions   = ["ecr:BatchGetImage"]
    resources = [aws_ecr_repository.etl.arn]
  }
"""
DATA = f'data "aws_iam_policy_document" "etl" {{{STATEMENT}}}\n'


def policies_of(text: str, **others: str) -> list[IamPolicy]:
    files = {"main.tf": text, **{f"{name}.tf": other for name, other in others.items()}}
    return unit_of(files).iam_policies


def policy_of(text: str, **others: str) -> IamPolicy:
    (policy,) = policies_of(text, **others)
    return policy


def actions_of(policy: IamPolicy) -> list[str | None]:
    return [value.text for one in policy.statements for value in one.actions]


class TestWhereTheyStand:
    def test_a_heredoc_keeps_its_places(self) -> None:
        policy = policy_of("""
resource "aws_iam_policy" "pull" {
  policy = <<-EOT
    {"Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "${var.arn}"}]}
  EOT
}
""")

        (action,) = policy.statements[0].actions
        assert IDENTITY == policy.kind
        assert "ecr:BatchGetImage" == action.span.outermost().source
        assert policy.statements[0].covers_everything() is None

    def test_what_is_encoded(self) -> None:
        policy = policy_of("""
variable "more" {}
resource "aws_ecr_repository_policy" "share" {
  repository = aws_ecr_repository.etl.name
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = var.role }
      Action    = concat(["ecr:BatchGetImage"], var.more)
    }]
  })
}
""")

        (statement,) = policy.statements
        assert REPOSITORY == policy.kind
        assert ["ecr:BatchGetImage"] == actions_of(policy)
        assert statement.covers("ecr:BatchGetImage")
        assert statement.covers("ecr:PutImage") is None

    def test_a_policy_in_a_role(self) -> None:
        policy = policy_of("""
resource "aws_iam_role" "etl" {
  assume_role_policy = jsonencode({Statement = [{Effect = "Allow", Action = "ecr:Nothing"}]})
  inline_policy {
    name   = "pull"
    policy = jsonencode({Statement = [{Effect = "Allow", Action = "ecr:*", Resource = "*"}]})
  }
}
""")

        assert IDENTITY == policy.kind
        assert ["ecr:*"] == actions_of(policy)

    def test_policies_of_other_resources_are_none_of_ours(self) -> None:
        assert [] == policies_of("""
resource "aws_vpc_endpoint" "ecr" {
  policy = jsonencode({Statement = [{Effect = "Allow", Action = "ecr:*", Resource = "*"}]})
}
""")

    def test_in_terraforms_json(self) -> None:
        text = """{"data": {"aws_iam_policy_document": {"etl": {"statement": [
          {"actions": ["ecr:BatchGetImage"], "resources": ["*"]}]}}}}"""
        (policy,) = unit_of({"main.tf.json": text}, "main.tf.json").iam_policies

        assert IDENTITY == policy.kind
        assert ["ecr:BatchGetImage"] == actions_of(policy)


class TestDataSources:
    def test_blocks_are_statements(self) -> None:
        policy = policy_of(
            DATA.replace(
                "actions ",
                """sid = "Pull"
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::123456789012:role/etl"]
    }
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
    actions """,
            )
        )

        (statement,) = policy.statements
        assert statement.allows
        assert "Pull" == statement.span.source
        assert ["AWS", "Service"] == [type_ for type_, _ in statement.principals]
        assert not statement.services
        assert policy.complete

    def test_a_reference_to_a_repository_is_surely_not_everything(self) -> None:
        assert policy_of(DATA).statements[0].covers_everything() is False

    @pytest.mark.parametrize(
        ("user", "kind"),
        [
            ('resource "aws_iam_policy" "a" { policy = X }', IDENTITY),
            ('resource "aws_iam_role_policy" "a" { policy = X }', IDENTITY),
            ('resource "aws_ecr_repository_policy" "a" { policy = X }', REPOSITORY),
            ('module "a" { policy = X }', IDENTITY),
            ("", IDENTITY),
        ],
    )
    def test_who_refers_to_it_tells_the_kind(self, user: str, kind: str) -> None:
        name = "data.aws_iam_policy_document.etl.json"

        assert kind == policy_of(DATA, other=user.replace("X", name)).kind

    @pytest.mark.parametrize(
        "user",
        [
            'resource "aws_iam_role" "a" { assume_role_policy = X }',
            'resource "aws_vpc_endpoint" "a" { policy = X }',
        ],
    )
    def test_one_of_another_kind_is_not_judged(self, user: str) -> None:
        name = "data.aws_iam_policy_document.etl.json"

        assert [] == policies_of(DATA, other=user.replace("X", name))

    @pytest.mark.parametrize(
        "more",
        [
            "source_policy_documents = [var.base]",
            'override_json = file("more.json")',
            'dynamic "statement" {\n for_each = var.all\n content {\n actions = ["ecr:*"]\n }\n}',
        ],
    )
    def test_statements_that_cannot_be_seen_make_it_incomplete(self, more: str) -> None:
        policy = policy_of(DATA.replace("statement {", f"{more}\n  statement {{", 1))

        assert not policy.complete
        assert policy.grants("ecr:PutImage") is None

    def test_a_part_of_another_one_is_incomplete(self) -> None:
        other = """
data "aws_iam_policy_document" "whole" {
  source_policy_documents = [data.aws_iam_policy_document.etl.json]
}
"""
        assert not policy_of(DATA, other=other).complete

    def test_one_that_is_not_made_is_not_judged(self) -> None:
        assert [] == policies_of(DATA.replace("statement {", "count = 0\n  statement {"))


def test_a_module_is_for_databricks_where_one_of_its_files_says_so() -> None:
    provider = "terraform {\n  required_providers {\n    databricks = {}\n  }\n}\n"

    assert not unit_of({"main.tf": DATA}).concerns_databricks()
    assert unit_of({"main.tf": DATA, "versions.tf": provider}).concerns_databricks()


def test_policies_stand_in_the_file_that_they_are_written_in() -> None:
    files = {"main.tf": "locals {}\n", "iam.tf": DATA}

    assert [] == unit_of(files).iam_policies
    assert 1 == len(unit_of(files, "iam.tf").iam_policies)
