"""What counts as filled in elsewhere, and what surely only stands for a secret."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcslint.model.compute.template import (
    is_broken_secret_reference,
    is_escaped_secret_reference,
    is_secret_reference,
    is_stand_in,
    placeholders,
    resolve,
    stands_for_all,
    template_at,
)
from dcslint.source import Document, Value

TEMPLATES = [
    "${var.image}",
    "databricksruntime/standard:${TAG}",
    "$IMAGE",
    "$(IMAGE)",
    "{{ image }}",
    "{{job.parameters.image}}",
    "{% if gpu %}a{% endif %}",
    "%(image)s",
    "#{image}#",
    "__IMAGE__",
    "@@image@@",
    "{registry}/app:1",
    "[NODE_TYPE_ID]",
    "<docker-registry-url>",
    "arn:aws:iam::<aws-account-number>:instance-profile/x",
    "${unclosed",
]
LITERALS = [
    "databricksruntime/standard:15.4-LTS",
    "15.4.x-scala2.12",
    "user@example.com",
    "acme/etl@sha256:0123",
    "local[*]",
    "local[*, 4]",
    "{{secrets/scope/key}}",
    "a < b",
    "100%",
    "snake__case__name",
    "",
]


def test_templates_are_looked_for_in_time_linear_in_the_text() -> None:
    start = time.process_time()

    assert template_at("%(" * 100_000) is None
    assert time.process_time() - start < 10, "it hangs"


@pytest.mark.parametrize("text", TEMPLATES)
def test_a_text_with_a_template_is_unknown(text: str) -> None:
    value = resolve(Value(text, Document("a", text).span(0, len(text))))

    assert not value.is_known
    assert value.unknown is not None
    assert value.unknown.reason.startswith(("template ", "placeholder "))


@pytest.mark.parametrize("text", LITERALS)
def test_a_text_without_one_stays_as_it_is(text: str) -> None:
    value = Value(text, Document("a", text).span(0, len(text)))

    assert resolve(value) is value


def test_a_value_that_is_no_text_is_never_a_template() -> None:
    value = Value("$1", Document("a", "$1").span(0, 2), kind="number")

    assert resolve(value) is value


def test_the_reason_says_where_the_template_stands() -> None:
    document = Document("a", "x:${var.tag}")
    unknown = resolve(Value(document.text, document.span(0, 12))).unknown

    assert unknown is not None
    assert unknown.span is not None
    assert "${var.tag}" == unknown.span.source


def test_the_reason_holds_no_part_of_a_secret() -> None:
    document = Document("a", "pa$word")
    document.mark_secret(0, 7)
    unknown = resolve(Value(document.text, document.span(0, 7))).unknown

    assert unknown is not None
    assert "template" == unknown.reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{secrets/scope/key}}", True),
        ("{{secrets/a.b-c/d_e}}", True),
        ("{{secrets/scope}}", False),
        ("{{ secrets/scope/key }}", False),
        ("{{secrets/a/b}}{{secrets/a/b}}", False),
        ("x{{secrets/a/b}}", False),
    ],
)
def test_a_reference_to_a_secret_has_one_form(text: str, *, expected: bool) -> None:
    assert expected == is_secret_reference(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{secrets/scope/key}}", True),
        ("${PASSWORD}", True),
        ("%(password)s", True),
        ("<password>", True),
        ("********", True),
        ("", True),
        ("hunter2", False),
        ("pa$$word", False),
        ("${PREFIX}hunter2", False),
        ("{{a}}hunter2{{b}}", False),
        ("${hunter2", False),
        ("$ecret", False),
    ],
)
def test_only_what_stands_for_all_of_a_secret_may_be_shown(text: str, *, expected: bool) -> None:
    assert expected == is_stand_in(text)


def test_a_bare_variable_stands_for_a_password_but_is_masked_all_the_same() -> None:
    assert stands_for_all("$DOCKER_PASSWORD")
    assert not is_stand_in("$DOCKER_PASSWORD")


def test_each_placeholder_of_a_text_is_found() -> None:
    text = "arn:aws:iam::<account>:instance-profile/<role name>"

    assert ["<account>", "<role name>"] == [text[a:b] for a, b in placeholders(text)]


@pytest.mark.parametrize("text", ["a < b > c", "1<2>3", "<>", "<\n>"])
def test_angles_alone_are_no_placeholder(text: str) -> None:
    assert [] == placeholders(text)


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="${}%<>@#_()[]{{ab/.", max_size=40))
def test_any_text_is_either_a_template_in_its_bounds_or_none(text: str) -> None:
    place = template_at(text)

    if place is not None:
        assert 0 <= place[0] < place[1] <= len(text)
    if is_stand_in(text):
        assert stands_for_all(text)


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("{{secrets/scope}}", True),
        ("{{secrets/scope/key/more}}", True),
        ("{{secrets//key}}", True),
        ("{secrets/scope/key}", True),
        ("{{secrets/scope/key}", True),
        ("{secrets/scope/key}}", True),
        ("secrets/scope/key}}", True),
        ("{{secrets/scope/key}}", False),
        ("{{secrets/<scope>/<key>}}", False),
        ("{{{secrets/scope/key}}}", False),
        ("{{{{secrets/scope/key}}}}", False),
        ("{{secrets/${scope}/key}}", False),
        ("{{secrets/{{scope}}/key}}", False),
        ("{{ secrets.scope.key }}", False),
        ("${{ secrets.KEY }}", False),
        ("secrets/scope/key", False),
        ("hunter2", False),
        ("", False),
    ],
)
def test_a_broken_reference_to_a_secret_is_told_from_a_template(text: str, *, broken: bool) -> None:
    assert broken == is_broken_secret_reference(text)


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="{}secrt/ab", max_size=30))
def test_a_reference_is_right_or_broken_or_escaped_and_never_two(text: str) -> None:
    kinds = (is_secret_reference, is_broken_secret_reference, is_escaped_secret_reference)

    assert 1 >= sum(kind(text) for kind in kinds)
    for braces, kind in ((2, is_secret_reference), (4, is_escaped_secret_reference)):
        assert kind("{" * braces + "secrets/a/b" + "}" * braces)
