"""Stages, bases, variables: what the model makes of FROM, ARG, ENV, USER and WORKDIR."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dcslint.model.image import stages
from dcslint.model.image.stages import build_image
from dcslint.source import Document
from facts_for_tests import FACTS

if TYPE_CHECKING:
    from dcslint.model.image.nodes import Image, Stage


def image(text: str, *, args: dict[str, str] | None = None, runtime: str | None = None) -> Image:
    return build_image(Document("Dockerfile", text), FACTS, args or {}, runtime)


def final(text: str, **args: str) -> Stage:
    stage = image(text, args=args).final

    assert stage is not None
    return stage


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a/b:1", "a/b:1"),
        ("ARG T=1\nFROM a/b:$T", "a/b:1"),
        ("ARG T\nFROM a/b:${T:-2}-x", "a/b:2-x"),
        ("ARG T=1\nFROM a/b${T:+:7}", "a/b:7"),
        ("ARG R=a\nARG I=$R/b\nFROM ${I}:1", "a/b:1"),
        ('ARG T="1"\nFROM "a/b:${T}"', "a/b:1"),
        ("FROM --platform=linux/amd64 a/b:1 AS c", "a/b:1"),
    ],
)
def test_a_base_is_resolved_through_the_defaults_of_its_arguments(text: str, expected: str) -> None:
    assert expected == final(text).base.value.text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ARG T\nFROM a/b:$T", "ARG T has no default"),
        ("FROM a/b:$T", "ARG T is not declared before FROM"),
        ("FROM a AS one\nARG T=1\nFROM b:$T", "ARG T is not declared before FROM"),
        ("FROM a:$TARGETARCH", "TARGETARCH depends on the build's platform"),
    ],
)
def test_a_base_that_depends_on_the_outside_is_unknown(text: str, reason: str) -> None:
    value = final(text).base.value

    assert value.text is None
    assert value.unknown is not None
    assert reason == value.unknown.reason


def test_a_default_makes_the_base_overridable_and_names_its_origin() -> None:
    value = final("ARG T=1\nFROM a/b:$T").base.value

    assert value.overridable
    assert ["ARG T"] == [origin.name for origin in value.origins]
    assert ["1"] == [origin.span.source for origin in value.origins]


def test_an_argument_fixed_from_outside_is_no_default_any_more() -> None:
    value = final("ARG T=1\nFROM a/b:$T", T="2").base.value

    assert "a/b:2" == value.text
    assert not value.overridable


def test_the_tag_of_a_resolved_base_is_placed_where_it_is_written() -> None:
    base = final("ARG T=9.1-LTS\nFROM databricksruntime/standard:$T").base
    literal = final("FROM databricksruntime/standard:9.1-LTS").base
    tag, written = base.part("tag"), literal.part("tag")

    assert tag is not None
    assert written is not None
    assert ("9.1-LTS", "9.1-LTS") == (tag.text, written.text)
    assert "9.1-LTS" == written.span.source


def test_stages_are_found_by_name_without_case_and_ship_only_what_the_last_is_built_on() -> None:
    stages = image("FROM a AS Build\nFROM b AS base\nFROM Base\nCOPY --from=build /x /x").stages

    assert [False, True, True] == [stage.is_shipped for stage in stages]
    assert stages[1] is stages[2].base.stage
    assert "b" == stages[2].root.value.text


@pytest.mark.parametrize(
    ("text", "runtime"),
    [
        ("FROM databricksruntime/standard:15.4-LTS", "15.4"),
        ("FROM docker.io/databricksruntime/standard:15.4-LTS", "15.4"),
        ("FROM databricksruntime/python:9.x", "9"),
        ("FROM databricksruntime/python:18.3-LTS", "18"),
        ("FROM databricksruntime/standard:15.4-LTS AS one\nFROM one", "15.4"),
        ("FROM databricksruntime/standard:latest", None),
        ("FROM registry.example.com/databricksruntime/standard:15.4-LTS", None),
        ("FROM ubuntu:24.04", None),
        ("ARG T\nFROM databricksruntime/standard:$T", None),
    ],
)
def test_the_target_runtime_follows_from_the_tag(text: str, runtime: str | None) -> None:
    assert runtime == final(text).runtime


def test_the_runtime_given_from_outside_stands_in_where_the_tag_says_nothing() -> None:
    unknown = image("FROM ubuntu:24.04", runtime="15.4").final
    known = image("FROM databricksruntime/standard:13.3-LTS", runtime="15.4").final

    assert unknown is not None
    assert known is not None
    assert ("15.4", "13.3") == (unknown.runtime, known.runtime)


def environment(text: str, name: str, **args: str) -> str | None:
    """The value of a variable at the last instruction."""
    instruction = final(text, **args).instructions[-1]
    value = instruction.environment.get(name)
    return None if value is None else value.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nENV A=1\nRUN x", "1"),
        ("FROM a\nENV A 1 2\nRUN x", "1 2"),
        ("FROM a\nENV A=1\nENV A=2 B=$A\nRUN x", "2"),
        ("FROM a\nARG A=1\nRUN x", "1"),
        ("FROM a\nENV A=1\nARG A=2\nRUN x", "1"),
        ("FROM a\nARG A=2\nENV A=1\nRUN x", "1"),
        ("ARG A=3\nFROM a\nARG A\nRUN x", "3"),
        ("ARG A=3\nFROM a\nRUN x", None),
        ("FROM a AS b\nENV A=4\nFROM b\nRUN x", "4"),
        ("FROM a AS b\nENV A=4\nFROM a\nRUN x", None),
        ("FROM a\nENV A=\"x y\" C='$A'\nRUN x", "x y"),
    ],
)
def test_variables_follow_buildkit(text: str, expected: str | None) -> None:
    assert expected == environment(text, "A")


def test_the_values_of_one_env_do_not_see_each_other() -> None:
    assert "1" == environment("FROM a\nENV A=1\nENV A=2 B=$A\nRUN x", "B")


def test_what_is_set_later_does_not_show_in_an_earlier_environment() -> None:
    first = final("FROM a\nENV A=1\nRUN x\nENV A=2\nRUN y").instructions[1]
    value = first.environment.get("A")

    assert value is not None
    assert "1" == value.text


def test_user_and_directory_are_carried_into_the_stage_built_on_top() -> None:
    last = final(
        "FROM a AS b\nUSER spark\nWORKDIR /x\nWORKDIR y\nRUN z\nFROM b\nRUN z"
    ).instructions

    assert last[-1].user is not None
    assert last[-1].workdir is not None
    assert ("spark", "/x/y") == (last[-1].user.text, last[-1].workdir.text)


@pytest.mark.parametrize("between", ["", "FROM b AS c\n"])
def test_what_the_last_instruction_of_a_stage_sets_holds_in_the_next(between: str) -> None:
    name = "c" if between else "b"
    text = f"FROM a AS b\nUSER spark\nWORKDIR /x\n{between}FROM d\nFROM {name}\nRUN z"
    (last,) = final(text).instructions

    assert last.user is not None
    assert last.workdir is not None
    assert ("spark", "/x") == (last.user.text, last.workdir.text)


def test_the_shell_is_carried_into_the_stage_built_on_top_and_no_other() -> None:
    text = 'FROM a AS b\nSHELL ["powershell"]\nFROM {}\nRUN z'

    assert [] == list(final(text.format("b")).commands)
    assert ["z"] == [command.name for command in final(text.format("d")).commands]


def test_a_thousand_stages_cost_no_more_than_their_number() -> None:
    text = "FROM a AS s0\n" + "".join(f"FROM s{n} AS s{n + 1}\nRUN echo $X\n" for n in range(1000))
    stages = image(text).stages

    assert 1001 == len(stages)
    below = stages[-1].instructions[-1].environment.layer.below
    assert below is not None
    assert below.layer.below is None, "empty layers are skipped"


@pytest.mark.parametrize(
    ("target", "expected"),
    [("0", 0), ("1", 1), ("2", 2), ("3", None), ("Two", 1), ("x", None), ("-1", None), ("²", None)],
)
def test_the_target_of_a_build_is_a_name_or_counts_from_zero(
    target: str, expected: int | None
) -> None:
    text = "FROM a\nFROM b AS two\nFROM c\n"

    built = build_image(Document("Dockerfile", text), FACTS, {}, None, target=target)

    assert expected == (None if built.final is None else built.final.index)


def test_what_a_run_assigns_points_to_the_first_name() -> None:
    (instruction,) = image("FROM a\nRUN  FIRST=1 SECOND=2\n").instructions

    assigned = instruction.only_assigns
    assert assigned is not None
    assert ("FIRST", "FIRST") == (assigned.text, assigned.span.source)


@pytest.mark.parametrize(
    ("stage", "expected"), [("0", 0), ("1", 1), ("2", None), ("3", None), ("²", None)]
)
def test_a_number_names_an_earlier_stage_and_never_the_one_it_stands_in(
    stage: str, expected: int | None
) -> None:
    text = f"FROM a\nFROM b\nFROM c\nCOPY --from={stage} x /\nFROM d\n"
    (copy,) = image(text).instructions

    assert expected == (None if copy.source_stage is None else copy.source_stage.index)


def test_a_variable_that_is_prolonged_over_and_over_keeps_its_text_and_stays_in_its_file() -> None:
    times = 700
    text = "FROM a\nENV P=start\n" + "".join(f"ENV P=/opt/{n}:$P\n" for n in range(times))
    built = build_image(Document("Dockerfile", text), FACTS, {}, None)
    stage = built.final
    assert stage is not None
    value = stage.end.get("P")
    assert value is not None

    expected = ":".join([*(f"/opt/{n}" for n in reversed(range(times))), "start"])
    assert expected == value.text
    assert len(value.map()) < times
    last = len(expected) - len("start")
    assert "/opt/699" == value.slice(0, len("/opt/699")).span.source
    assert 0 < value.place(last, len(expected)).start < len(text)
    assert value.edit("x", last) is None


def test_values_that_come_to_too_much_text_are_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "MOST_RESOLVED", 1_000)
    text = "FROM a\nENV P=start\n" + "".join(f"ENV P=/opt/{n}:$P\n" for n in range(100))
    value = final(text).end.get("P")

    assert value is not None
    assert value.text is None
    assert value.unknown is not None
    assert "too much text" in value.unknown.reason


def test_environments_that_are_activated_come_to_so_much_text_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stages, "MOST_RESOLVED", 1_000)
    activated = "".join(f". /opt/{n}/bin/activate; " for n in range(100))
    stage = final(f"FROM a\nRUN {activated} pip install x\n")
    last = stage.instructions[-1].commands[-1]
    value = last.environment.get("PATH")

    assert "pip" == last.name
    assert value is not None
    assert value.text is None


def test_what_a_script_prolongs_over_and_over_keeps_few_pieces() -> None:
    times = 700
    script = " && ".join(f"export P=/opt/{n}:$P" for n in range(times))
    stage = final(f"FROM a\nENV P=start\nRUN {script} && true $P\n")
    value = stage.instructions[-1].commands[-1].words[1]

    expected = ":".join([*(f"/opt/{n}" for n in reversed(range(times))), "start"])
    assert expected == value.text
    assert len(value.map()) < times
