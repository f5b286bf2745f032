"""Rules about IAM, all of them on one policy: what each says, and that the others keep silent."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compute_for_tests import PROJECT
from dcslint.engine import Engine
from dcslint.model.compute.embedded_formats import MarkdownFormat, PythonFormat, ShellFormat
from dcslint.model.compute.format import JsonFormat
from dcslint.model.compute.yaml_format import YamlFormat
from dcslint.plugins import load_installation
from dcslint.source import Document
from facts_for_tests import FACTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.model.project import Unit

RULES = [rule for rule in load_installation().rulebook.rules.values() if rule.group == "iam"]
TOKEN, IMAGE, LAYER = "ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"
CHECK = "ecr:BatchCheckLayerAvailability"
REPOSITORY = "arn:aws:ecr:eu-west-1:123456789012:repository/etl"
ROLE = "arn:aws:iam::123456789012:role/etl"
LOGIN = {"Effect": "Allow", "Action": [TOKEN], "Resource": "*"}
# What the documentation of Databricks lists in both of its examples, as it spells them.
DOCUMENTED = [
    *(CHECK, LAYER, "ecr:GetrepositoryPolicy", "ecr:DescribeRepositories"),
    *("ecr:ListImages", "ecr:DescribeImages", IMAGE),
]


def lint_unit(unit: Unit, *, everything: bool = False) -> list[tuple[str, str, str]]:
    """Rule, severity and text of each finding of rules about IAM."""
    rules = [rule for rule in RULES if rule.enabled or everything]
    engine = Engine(rules, FACTS, FACTS.as_of)
    engine.lint(unit, PROJECT)
    report = engine.finish()
    assert [] == [failure.message for failure in report.failures]
    return [(one.rule, one.severity, one.span.source) for one in report.diagnostics]


def lint(*statements: Any, name: str = "policy.json", everything: bool = False) -> list[Any]:
    text = json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=1)
    unit = JsonFormat().read(Document(name, text), PROJECT)
    return lint_unit(unit, everything=everything)


def lint_all(*documents: Any) -> list[Any]:
    return lint_unit(JsonFormat().read(Document("all.json", json.dumps(documents)), PROJECT))


def pull(resource: Any = REPOSITORY, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": [CHECK, IMAGE, LAYER], "Resource": resource, **more}


class TestDocumentedPolicies:
    """The two policies of the documentation: right but for a spelling, and to be filled in."""

    def test_the_policy_of_the_role(self) -> None:
        found = lint(
            LOGIN,
            {"Effect": "Allow", "Action": DOCUMENTED, "Resource": ["<arn-of-repository>"]},
        )

        assert [
            ("ecr-action-spelling", "note", "ecr:GetrepositoryPolicy"),
            ("arn-placeholder", "error", "<arn-of-repository>"),
        ] == found

    def test_the_policy_of_the_repository(self) -> None:
        found = lint(
            {
                "Sid": "AllowCrossAccountPush",
                "Effect": "Allow",
                "Principal": {"AWS": "<arn-of-IAM-role>"},
                "Action": DOCUMENTED,
            }
        )

        assert [
            ("arn-placeholder", "error", "<arn-of-IAM-role>"),
            ("ecr-action-spelling", "note", "ecr:GetrepositoryPolicy"),
        ] == found

    def test_its_name_is_reported_to_who_asks(self) -> None:
        statement = {
            "Sid": "AllowCrossAccountPush",
            "Effect": "Allow",
            "Principal": {"AWS": ROLE},
            "Action": [CHECK, IMAGE, LAYER],
        }

        assert [] == lint(statement)
        assert [("sid-says-push", "note", "AllowCrossAccountPush")] == lint(
            statement, everything=True
        )


class TestSilence:
    @pytest.mark.parametrize(
        "statements",
        [
            [LOGIN, pull()],
            [LOGIN, pull("*")],
            [LOGIN, pull(["arn:aws:ecr:*:*:repository/*"])],
            [LOGIN, pull(), {"Effect": "Deny", "Action": "ecr:*", "Resource": REPOSITORY}],
            [
                {
                    "Effect": "Allow",
                    "Action": ["ecr:Get*", "ecr:Batch*", "ecr:List*"],
                    "Resource": "*",
                }
            ],
            [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
            [{"Effect": "Allow", "NotAction": "ecr:Delete*", "Resource": "*"}],
            [pull(), "${statement}"],
            [pull(), {"Fn::If": ["IsProd", LOGIN, {"Ref": "AWS::NoValue"}]}],
            [pull(Action=[CHECK, IMAGE, LAYER, "${action}"])],
            [{"Effect": "Allow", "Action": ["ecr:DescribeImages"], "Resource": REPOSITORY}],
            [{**LOGIN, "Resource": ["${resource}"]}, pull()],
            [pull({"Fn::GetAtt": ["Repository", "Arn"]}), LOGIN],
        ],
    )
    def test_what_is_right_or_unknown_is_not_reported(self, statements: list[Any]) -> None:
        assert [] == lint(*statements)

    def test_what_a_pipeline_needs_for_a_push_is_no_incomplete_pull(self) -> None:
        push = ["ecr:PutImage", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", CHECK, IMAGE]

        assert [] == lint(LOGIN, pull(Action=push))

    def test_a_managed_policy_beside_it_may_bring_the_token(self) -> None:
        arn = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly"
        spec = {
            "ManagedPolicyArns": [arn],
            "Policies": [{"PolicyName": "a", "PolicyDocument": {"Statement": [pull()]}}],
        }
        unit = JsonFormat().read(Document("role.json", json.dumps(spec)), PROJECT)

        assert [] == lint_unit(unit)


class TestFaults:
    def test_another_policy_may_grant_the_token_but_none_of_a_repository(self) -> None:
        shared = {"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "ecr:Get*"}

        assert [] == lint_all({"Statement": pull()}, {"Statement": LOGIN})
        assert [("ecr-token-missing", "error", CHECK)] == lint_all(
            {"Statement": pull()}, {"Statement": shared}
        )

    def test_a_token_on_a_resource_that_is_unknown_but_surely_one_is_reported(self) -> None:
        found = lint(
            {**LOGIN, "Resource": "arn:aws:ecr:${region}:${account}:repository/etl"}, pull()
        )

        assert [("ecr-token-resource", "error", TOKEN)] == found

    def test_of_a_pull_without_a_login_each_fault_is_told_once(self) -> None:
        found = lint(pull(Action=[LAYER, CHECK]))

        assert [
            ("ecr-pull-incomplete", "error", LAYER),
            ("ecr-token-missing", "error", LAYER),
        ] == found

    def test_a_push_is_noted_where_the_files_are_for_databricks(self) -> None:
        push = pull(Action=[CHECK, IMAGE, LAYER, "ecr:PutImage"])

        assert [("ecr-push-allowed", "note", "ecr:PutImage")] == lint(
            LOGIN, push, name="databricks/policy.json"
        )
        assert [] == lint(LOGIN, push)
        assert [] == lint(LOGIN, push, name="databricks/ci/policy.json")

    def test_a_policy_that_stands_at_a_repository_needs_a_principal_whatever_else_it_has(
        self,
    ) -> None:
        policy = {"RepositoryPolicyText": {"Statement": [pull(Sid="Pull")]}}
        spec = {"Type": "AWS::ECR::Repository", "Properties": policy}

        assert [("repo-principal-missing", "error", "Pull")] == lint_all({"Resources": {"A": spec}})

    def test_one_action_of_a_pull_is_enough_where_the_files_are_for_databricks(self) -> None:
        look = pull(Action=[IMAGE])

        assert [] == lint(look)
        assert [("ecr-pull-incomplete", "error", IMAGE)] == lint(
            look, LOGIN, name="databricks.json"
        )

    def test_everything_of_a_registry_is_too_much_unless_an_administrator_has_it(self) -> None:
        everything = [("ecr-wildcard", "warning", "ecr:*")]
        admin = pull("*", Action=["ec2:*", "ecr:*"])

        assert everything == lint(pull("*", Action="ecr:*"))
        assert everything == lint(admin, name="databricks.json")
        assert [] == lint(admin)

    def test_a_placeholder_is_reported_once_and_hides_the_rest(self) -> None:
        found = lint(LOGIN, pull("arn:aws:ecr:<region>:123456789012:etl"))

        assert [("arn-placeholder", "error", "<region>")] == found


TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Description: What the clusters of Databricks pull with
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: "sts:AssumeRole"}
      Policies:
        - PolicyName: pull
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: ecr:GetAuthorizationToken
                Resource: !Sub "arn:${AWS::Partition}:ecr:${AWS::Region}:x:repository/etl"
              - Effect: Allow
                Action: [ecr:BatchGetImage, ecr:GetDownloadUrlForLayer, !Ref Another]
                Resource: !GetAtt Repository.Arn
  Repository:
    Type: AWS::ECR::Repository
    Properties:
      RepositoryPolicyText:
        Statement:
          - Sid: Pull
            Effect: Allow
            Action: [ecr:BatchGetImage, ecr:GetDownloadUrlForLayer, ecr:BatchCheckLayerAvailability]
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      PolicyDocument:
        Statement: [{Effect: Allow, Principal: "*", Action: "ecr:*", Resource: "*"}]
"""
SCRIPT = """\
#!/bin/bash
cat > policy.json <<EOF
{"Statement": [{"Effect": "Allow",
  "Action": ["ecr:BatchGetImage", "ecr:BatchCheckLayerAvailability"],
  "Resource": "arn:aws:ecr:$REGION:$ACCOUNT:repository/etl"}]}
EOF
aws ecr set-repository-policy --repository-name etl --policy-text '{"Statement": [{
  "Effect": "Allow", "Action": "ecr:ListImages",
  "Principal": {"AWS": "arn:aws:iam::123456789012:instance-profile/etl"}}]}'
"""
GUIDE = """\
# Databricks with Amazon ECR

    {
      "Statement": [
        {"Effect": "Allow", "Action": "ecr:GetrepositoryPolicy", "Resource": "<arn-of-repository>"}
      ]
    }
"""
CODE = """\
iam.put_role_policy(RoleName="etl", PolicyDocument=json.dumps({
    "Statement": [{"Effect": "Allow", "Action": "ecr:*", "Resource": repository_arn}],
}))
"""


WORDS = st.sampled_from(
    [*DOCUMENTED, "*", "ecr:*", "ecr:Pul*", "ecr:", ROLE, "<arn>", "${x}", "Allow", "Deny", ""]
)
ELEMENTS = (
    *("Action", "AWS", "Condition", "Effect", "NotAction", "NotPrincipal", "NotResource"),
    *("Principal", "Resource", "Sid", "Statement"),
)
KEYS = st.sampled_from(ELEMENTS)
TREES = st.recursive(
    WORDS | st.none() | st.booleans() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


class TestBounds:
    def test_of_too_many_policies_nothing_is_said_to_be_missing(self) -> None:
        many = [{"Statement": pull(Sid=str(at))} for at in range(400)]

        assert [] == lint_all(*many)
        assert 10 == len(lint_all(*many[:10]))

    def test_of_too_many_statements_nothing_is_said_to_be_missing(self) -> None:
        assert [] == lint(*[pull()] * 400)

    @settings(max_examples=200, deadline=None)
    @given(st.lists(st.dictionaries(KEYS, TREES, max_size=5), max_size=4))
    def test_no_rule_fails_whatever_a_policy_holds(self, statements: list[Any]) -> None:
        found = lint(*statements, everything=True, name="databricks.json")

        assert {severity for _, severity, _ in found} <= {"error", "warning", "note"}


class TestForms:
    def test_a_template_of_cloudformation(self) -> None:
        unit = YamlFormat().read(Document("stack.yml", TEMPLATE), PROJECT)

        assert unit.concerns_databricks()
        assert [
            ("ecr-token-resource", "error", TOKEN),
            ("repo-principal-missing", "error", "Pull"),
        ] == lint_unit(unit)

    def test_a_script(self) -> None:
        unit = ShellFormat().read(Document("create.sh", SCRIPT), PROJECT)

        assert not unit.concerns_databricks()
        assert [
            ("ecr-pull-incomplete", "error", IMAGE),
            ("ecr-token-missing", "error", IMAGE),
            ("repo-principal-instance-profile", "error", "instance-profile"),
        ] == lint_unit(unit)

    def test_a_page(self) -> None:
        unit = MarkdownFormat().read(Document("guide.md", GUIDE), PROJECT)

        assert unit.concerns_databricks()
        assert [
            ("ecr-action-spelling", "note", "ecr:GetrepositoryPolicy"),
            ("arn-placeholder", "error", "<arn-of-repository>"),
        ] == lint_unit(unit)

    def test_code(self) -> None:
        unit = PythonFormat().read(Document("roles.py", CODE), PROJECT)

        assert [("ecr-wildcard", "warning", "ecr:*")] == lint_unit(unit)
