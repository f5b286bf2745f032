"""Policies of IAM: found in any tree, told apart, and what they grant, or may."""

from __future__ import annotations

import json
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compute_for_tests import unit_of
from dcslint.model.iam.policy import IDENTITY, OTHER, REPOSITORY
from dcslint.model.iam.wildcards import is_everything, matches, may_name, meets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.model.iam.policy import IamPolicy

ROLE = "arn:aws:iam::123456789012:role/etl"
TOKEN, IMAGE, LAYER = "ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"


def statement(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def policies_in(spec: Any) -> list[IamPolicy]:
    found = unit_of(spec).nodes("IamPolicy")
    return list(found)  # type: ignore[arg-type]


def policy_of(*statements: Any) -> IamPolicy:
    (policy,) = policies_in({"Version": "2012-10-17", "Statement": list(statements)})
    return policy


class TestWildcards:
    @pytest.mark.parametrize(
        ("pattern", "text", "expected"),
        [
            ("ecr:*", "ecr:getimage", True),
            ("ecr:get*", "ecr:getimage", True),
            ("ecr:*image", "ecr:getimage", True),
            ("ecr:g?timage", "ecr:getimage", True),
            ("*", "", True),
            ("ecr:*layer*", "ecr:getimage", False),
            ("ecr:getimage", "ecr:getimages", False),
            ("ecr:getimage?", "ecr:getimage", False),
            ("", "", True),
            ("a*b*c", "aXbXbc", True),
            ("*" * 3000, "a", False),
        ],
    )
    def test_a_pattern_fits_a_text(self, pattern: str, text: str, expected: bool) -> None:  # noqa: FBT001 - a row of the table
        assert expected == matches(pattern, text)

    @pytest.mark.parametrize(
        ("one", "other", "expected"),
        [
            ("a*c", "ab*", True),
            ("a*c", "ab?d", False),
            ("a?c", "abc", True),
            ("", "*", True),
            ("", "?", False),
        ],
    )
    def test_two_patterns_meet(self, one: str, other: str, expected: bool) -> None:  # noqa: FBT001 - a row of the table
        assert expected == meets(one, other)
        assert expected == meets(other, one)

    @pytest.mark.parametrize(
        ("arn", "expected"),
        [
            ("arn:aws:ecr:eu-west-1:123456789012:repository/etl", True),
            ("arn:aws:ecr:*:123456789012:repository/team-*", True),
            ("arn:aws:ecr:*", True),
            ("arn:aws:*", True),
            ("*/etl", True),
            ("arn:aws:ecr:eu-west-1:123456789012:etl", False),
            ("arn:aws:s3:::acme/*", False),
            ("arn:aws:ecr:eu-west-1:123456789012:repository", False),
            ("123456789012.dkr.ecr.eu-west-1.amazonaws.com/etl", False),
        ],
    )
    def test_an_arn_names_a_repository_or_cannot(self, arn: str, expected: bool) -> None:  # noqa: FBT001 - a row of the table
        assert expected == may_name(arn, "arn:*:ecr:*:*:repository/*")

    def test_only_stars_are_everything(self) -> None:
        assert [True, True, False, False] == [is_everything(one) for one in ("*", "**", "", "a*")]

    def test_hostile_patterns_take_little_time(self) -> None:
        assert not matches("*a" * 1000 + "b", "a" * 2000)
        assert meets("*a" * 200 + "b", "a*" * 200)


class TestFinding:
    def test_a_policy_without_actions_of_ecr_is_none_of_ours(self) -> None:
        assert [] == policies_in({"Statement": [statement("s3:GetObject")]})

    def test_the_actions_of_the_public_gallery_are_another_service(self) -> None:
        assert [] == policies_in({"Statement": [statement("ecr-public:GetAuthorizationToken")]})

    def test_one_statement_needs_no_list(self) -> None:
        (policy,) = policies_in({"Statement": statement(IMAGE)})

        assert 1 == len(policy.statements)

    def test_a_policy_in_a_text_is_read_and_keeps_its_places(self) -> None:
        inner = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": IMAGE}]})
        (policy,) = policies_in({"registryId": "123456789012", "policyText": inner})

        value = policy.statements[0].actions.values[0]
        assert REPOSITORY == policy.kind
        assert IMAGE == value.span.outermost().source

    @pytest.mark.parametrize(
        ("type_", "key", "kind"),
        [
            ("AWS::ECR::Repository", "RepositoryPolicyText", REPOSITORY),
            ("AWS::IAM::ManagedPolicy", "PolicyDocument", IDENTITY),
        ],
    )
    def test_a_template_of_cloudformation_tells_the_kind(
        self, type_: str, key: str, kind: str
    ) -> None:
        document = {"Statement": [{"Effect": "Allow", "Action": IMAGE}]}
        spec = {"Resources": {"Ours": {"Type": type_, "Properties": {key: document}}}}

        assert [kind] == [policy.kind for policy in policies_in(spec)]

    @pytest.mark.parametrize(
        ("type_", "key"),
        [
            ("AWS::EC2::VPCEndpoint", "PolicyDocument"),
            ("AWS::ECR::RegistryPolicy", "PolicyText"),
            ("AWS::IAM::Role", "AssumeRolePolicyDocument"),
        ],
    )
    def test_policies_of_other_kinds_are_not_judged(self, type_: str, key: str) -> None:
        document = {"Statement": [statement(IMAGE, Principal="*")]}
        spec = {"Resources": {"Ours": {"Type": type_, "Properties": {key: document}}}}

        assert [] == policies_in(spec)

    @pytest.mark.parametrize(
        ("statements", "kind"),
        [
            ([statement(IMAGE)], IDENTITY),
            ([{"Effect": "Allow", "Action": IMAGE, "Principal": {"AWS": ROLE}}], REPOSITORY),
            ([{"Effect": "Allow", "Action": IMAGE}], None),
            ([statement(IMAGE, Principal={"AWS": ROLE})], None),
            ([statement(IMAGE), {"Fn::If": ["IsProd", {}, {}]}], None),
        ],
    )
    def test_else_the_content_tells_it(self, statements: list[Any], kind: str | None) -> None:
        assert kind == policy_of(*statements).kind

    def test_the_kind_of_others_is_a_kind(self) -> None:
        assert OTHER not in (IDENTITY, REPOSITORY)


DENY = {"Effect": "Deny", "Action": "ecr:*", "Resource": "*"}


class TestGrants:
    @pytest.mark.parametrize(
        ("statements", "expected"),
        [
            ([statement(IMAGE)], False),
            ([statement(TOKEN), statement(IMAGE)], True),
            ([statement("ECR:getauthorizationtoken")], True),
            ([statement(["ecr:Get*", IMAGE])], True),
            ([statement("ecr:*")], True),
            ([statement(IMAGE), statement("*")], True),
            ([statement(IMAGE), statement("e*")], True),
            ([statement(["ecr:${what}", IMAGE])], None),
            ([statement([{"Fn::Sub": "ecr:Get${x}"}, IMAGE])], None),
            ([statement(IMAGE), "${more}"], None),
            ([statement(TOKEN), DENY], None),
            ([statement(TOKEN, Effect="${effect}")], None),
            ([statement(TOKEN, Condition={"Bool": {"aws:SecureTransport": "true"}})], True),
            (
                [statement(IMAGE), {"Effect": "Allow", "NotAction": "ecr:Put*", "Resource": "*"}],
                True,
            ),
            (
                [statement(IMAGE), {"Effect": "Allow", "NotAction": "ecr:Get*", "Resource": "*"}],
                False,
            ),
            ([statement(IMAGE), {"Effect": "Allow", "NotAction": "${a}", "Resource": "*"}], None),
        ],
    )
    def test_an_action_is_granted_or_not_or_maybe(
        self,
        statements: list[Any],
        expected: bool | None,  # noqa: FBT001 - a row of the table
    ) -> None:
        assert expected is policy_of(*statements).grants(TOKEN)

    def test_policies_of_one_file_stand_beside_each_other(self) -> None:
        trust = {"AssumeRolePolicyDocument": {"Statement": [statement("ecr:*", Principal="*")]}}
        spec = [{"Statement": [statement(IMAGE)]}, {"Statement": [statement("s3:*")]}, trust]
        (policy,) = policies_in(spec)

        assert ["s3:*"] == [
            one.statements[0].actions.values[0].text for one in policy.group.beside(policy)
        ]


class TestScope:
    @pytest.mark.parametrize(
        ("name", "expected"), [("databricks-etl", True), ("Databricks", True), ("etl", False)]
    )
    def test_a_policy_is_for_databricks_where_the_file_says_so(
        self,
        name: str,
        expected: bool,  # noqa: FBT001 - a row of the table
    ) -> None:
        unit = unit_of({"Statement": [statement(IMAGE, Sid=name)]})

        assert expected == unit.concerns_databricks()

    def test_a_policy_for_something_else_is_not_for_us_though_the_file_names_databricks(
        self,
    ) -> None:
        unit = unit_of({"Statement": [statement("s3:GetObject", Sid="Databricks")]})

        assert not unit.concerns_databricks()


def test_each_of_many_policies_in_texts_is_found() -> None:
    document = {"Statement": [statement(IMAGE)]}
    held = [
        [document],
        [[[document]]],
        {"a": [document]},
        [{"a": document}],
        {"a": {"b": document}},
    ]

    for kinds in permutations(held, 3):
        texts = [json.dumps(kinds[at % 3]) for at in range(30)]

        assert len(texts) == len(policies_in(texts))


PATTERNS = st.text("ab*?", max_size=4)
# If two patterns have a text in common, they have one no longer than both together.
TEXTS = ["".join(text) for size in range(9) for text in product("ab", repeat=size)]


@given(PATTERNS, PATTERNS)
def test_two_patterns_meet_if_some_text_fits_both(one: str, other: str) -> None:
    common = any(matches(one, text) and matches(other, text) for text in TEXTS)

    assert common == meets(one, other) == meets(other, one)
