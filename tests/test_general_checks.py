"""General checks: each has a template that holds and a documentation that is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from built import ROOT
from dcslint.checks.general.image_names import is_one_of
from dcslint.cli.check_catalogue import CheckInfo, checks_of_table
from dcslint.cli.new_rule import TEMPLATES, templates
from dcslint.model.reference import Reference, parse_reference
from dcslint.plugins import load_installation
from dcslint.plugins.index import checks_of
from dcslint.rulebook.card import CardError, parse_card
from dcslint.rulebook.index import define
from dcslint.rulebook.message import fields_of
from dcslint.testing import cases

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.testing import Case

CHECKS = checks_of(load_installation().packs[0])
GENERAL = {one.name: one for one in checks_of_table(CHECKS) if one.general}


@pytest.mark.parametrize("case", cases(TEMPLATES), ids=str)
def test_the_example_of_a_template_holds(case: Case) -> None:
    assert [] == case.faults()


def test_each_general_check_has_one_template_named_after_it() -> None:
    used = {}
    for name, path in templates().items():
        card = parse_card(path, Path(path).read_text(encoding="utf-8"))
        used[name] = card.front["check"]

    assert {name: name for name in GENERAL} == used


def test_no_card_of_ours_rests_on_a_general_check() -> None:
    """They say what a team wants, which is not for us to say."""
    for rule in load_installation().rulebook.rules.values():
        assert rule.check.replace("_", "-") not in GENERAL


@pytest.mark.parametrize("name", GENERAL)
def test_a_general_check_documents_its_parameters_and_words(name: str) -> None:
    info = GENERAL[name]
    path = templates()[name]
    card = parse_card(path, Path(path).read_text(encoding="utf-8"))

    assert info.sentence.endswith(".")
    assert all(meaning for _, _, _, meaning in info.parameters)
    assert set(card.front["with"]) <= {row[0] for row in info.parameters}
    assert {row[0] for row in info.parameters if not row[2]} <= set(card.front["with"])
    # The template's message names every word, so its examples prove that each is given.
    assert fields_of(card.front["message"]) <= set(info.words)


@pytest.mark.parametrize("name", GENERAL)
def test_the_words_that_are_documented_are_given(name: str) -> None:
    info, path = GENERAL[name], templates()[name]
    text = Path(path).read_text(encoding="utf-8")
    message = " ".join(f"<{{{word}}}>" for word in info.words)
    text = re.sub(r"(?m)^message: .*$", f'message: "{message}"', text)
    outcomes = _outcomes(name, text)

    assert [] == [failure.message for outcome in outcomes for failure in outcome.failures]
    assert any("<" in line for outcome in outcomes for line in outcome.lines)


def _outcomes(name: str, text: str) -> list[Any]:
    """What the Bad examples of a card give."""
    from dcslint.rulebook.rule import Rule
    from dcslint.testing.runner import Setting, run_example

    card = parse_card(f"image/{name}.md", text)
    installation = load_installation()
    setting = Setting(installation.formats, installation.facts, {}, installation.rulebook)
    rule = Rule(define(card, CHECKS))
    return [run_example(rule, example, setting) for example in card.examples if example.bad]


def findings(check: str, given: str, files: dict[str, str]) -> list[str]:
    """What a card with this check and these parameters says of files, without the rule's name."""
    blocks = "".join(f"```text {path}\n{text}\n```\n" for path, text in files.items())
    info: CheckInfo = GENERAL[check]
    message = " ".join(f"{{{word}}}" for word in info.words)
    text = (
        f'---\nseverity: error\ncheck: {check}\nwith: {given}\nmessage: "{message}"\n'
        f'source: [us]\nsince: "1"\n---\n# A\n\nB.\n\n## Bad\n{blocks}```text\n?\n```\n'
    )
    (outcome,) = _outcomes(check, text)
    assert [] == [failure.message for failure in outcome.failures]
    return [line.rpartition(" [")[0] for line in outcome.lines]


STANDARD = "FROM databricksruntime/standard:15.4-LTS\n"


def dockerfile(check: str, given: str, text: str) -> list[str]:
    return findings(check, given, {"Dockerfile": text})


def cluster(check: str, given: str, fields: str) -> list[str]:
    text = '{"spark_version": "16.4.x-scala2.12", "num_workers": 1, ' + fields + "}"
    return findings(check, given, {"cluster.json": text})


# Names of images


@pytest.mark.parametrize(
    ("image", "name", "meant"),
    [
        ("acme.azurecr.io/a/b:1", "acme.azurecr.io", True),
        ("acme.azurecr.io/a/b:1", "acme.azurecr.io/*", False),
        ("acme.azurecr.io/a/b:1", "acme.azurecr.io/**", True),
        ("acme.azurecr.io/a/b:1", "*.azurecr.io", True),
        ("evil.example/x.azurecr.io/a", "*.azurecr.io", False),
        ("evil.example/acme.azurecr.io/a", "acme.azurecr.io/**", False),
        ("acme.azurecr.io.evil.example/a", "acme.azurecr.io", False),
        ("acme/etl:1", "acme/*", True),
        ("docker.io/acme/etl:1", "acme/*", True),
        ("acme/etl:1", "docker.io", True),
        ("quay.io/acme/etl:1", "acme/*", False),
        ("quay.io/acme/etl:1", "**/acme/*", True),
        ("ubuntu:24.04", "ubuntu", True),
        ("docker.io/library/ubuntu", "ubuntu", True),
        ("someone/ubuntu", "ubuntu", False),
        ("ubuntu", "*/*", True),
        ("localhost:5000/a", "localhost:5000", True),
        ("registry.example:5000/a:1", "registry.example:5000", True),
        ("registry.example:5000/a:1", "registry.example", False),
        ("acme/etl:1.4", "acme/etl:1.*", True),
        ("acme/etl:2.0", "acme/etl:1.*", False),
        ("acme/etl", "acme/etl:latest", True),
        ("ACME.azurecr.io/a", "acme.azurecr.io", True),
    ],
)
def test_a_name_means_images(image: str, name: str, *, meant: bool) -> None:
    reference = parse_reference(image)
    assert isinstance(reference, Reference)

    assert meant == is_one_of(reference, [name])


@given(st.lists(st.sampled_from(["a", "b", "*", "**"]), min_size=1, max_size=6))
def test_double_stars_stand_for_any_number_of_parts(wanted: list[str]) -> None:
    reference = parse_reference("x.example/a/b/a")
    assert isinstance(reference, Reference)
    pattern = "".join({"*": "/[^/]*", "**": "(?:/[^/]*)*"}.get(one, "/" + one) for one in wanted)
    expected = re.fullmatch("x.example" + pattern, "x.example/a/b/a") is not None

    assert expected == is_one_of(reference, ["/".join(["x.example", *wanted])])


# Dockerfiles


def test_build_stages_can_be_left_out() -> None:
    text = "FROM golang:1.22 AS build\n" + STANDARD
    given = "{allowed: [databricksruntime/*]"

    assert ["Dockerfile:1:6: error: golang:1.22"] == dockerfile(
        "base-image-not-allowed", given + "}", text
    )
    assert [] == dockerfile("base-image-not-allowed", given + ", build_stages: false}", text)


def test_an_image_by_default_is_a_warning() -> None:
    text = "ARG BASE=ubuntu:24.04\nFROM ${BASE}\n"

    assert ["Dockerfile:2:6: warning: ubuntu:24.04 (by default)"] == dockerfile(
        "base-image-not-allowed", "{allowed: [acme.azurecr.io]}", text
    )


def test_an_earlier_stage_and_scratch_are_no_images() -> None:
    text = "FROM scratch AS one\nFROM one\n"

    assert [] == dockerfile("base-image-not-allowed", "{allowed: [acme.azurecr.io]}", text)


def test_the_last_value_of_a_label_counts() -> None:
    given = "{label: owner, pattern: '[a-z]+'}"
    text = STANDARD + "LABEL owner=7\nENV NAME=data\nLABEL owner=$NAME\n"

    assert [] == dockerfile("label-not-matching", given, text)
    assert ["Dockerfile:3:13: error: owner 7"] == dockerfile(
        "label-not-matching", given, STANDARD + "LABEL owner=x\nLABEL owner=7\n"
    )


def test_a_label_that_a_build_stage_has_is_not_the_images() -> None:
    text = "FROM ubuntu AS build\nLABEL owner=data\n" + STANDARD

    assert ["Dockerfile:3:1: error: owner"] == dockerfile(
        "label-missing", "{labels: [owner]}", text
    )


def test_labels_may_come_from_an_image_that_is_said_to_have_them() -> None:
    given = "{labels: [owner], unless_from: [acme.azurecr.io]}"

    assert [] == dockerfile("label-missing", given, "FROM acme.azurecr.io/base:1\n")
    assert [] == dockerfile("label-missing", given, "ARG BASE\nFROM ${BASE}\n")
    assert 1 == len(dockerfile("label-missing", given, STANDARD))


def test_an_argument_is_no_variable_of_the_image() -> None:
    given = "{variables: [STAGE]}"

    assert 1 == len(dockerfile("env-missing", given, STANDARD + "ARG STAGE=test\n"))
    assert [] == dockerfile("env-missing", given, STANDARD + "ENV STAGE=test\n")


def test_the_words_of_a_command_stand_in_any_place_but_in_order() -> None:
    given = "{commands: [git clone http://*]}"
    text = STANDARD + "RUN git -c a=b clone --depth 1 http://acme.example/x\n"

    assert ["Dockerfile:2:5: error: git clone http://*"] == dockerfile(
        "command-forbidden", given, text
    )
    assert [] == dockerfile(
        "command-forbidden", given, STANDARD + "RUN git http://acme.example/x clone\n"
    )


def test_a_command_is_missing_only_if_no_word_is_unknown() -> None:
    given = "{commands: [apt-get clean]}"

    assert 1 == len(dockerfile("command-missing", given, STANDARD + "RUN apt-get update\n"))
    assert [] == dockerfile("command-missing", given, STANDARD + "ARG A\nRUN apt-get $A\n")
    assert [] == dockerfile("command-missing", given, STANDARD + "RUN bash -c 'apt-get clean'\n")


def test_names_of_python_packages_are_compared_as_pip_does() -> None:
    text = STANDARD + "RUN pip install My_Package.Core\n"

    assert 1 == len(dockerfile("pip-package-forbidden", "{packages: [my.package_core]}", text))
    assert [] == dockerfile("pip-package-missing", "{packages: [my.package_core]}", text)


# Clusters


def test_a_key_with_dots_is_one_key_of_a_map_of_texts() -> None:
    fields = '"spark_conf": {"spark.sql.ansi.enabled": "false"}'
    given = "{field: spark_conf.spark.sql.ansi.enabled, values: [true]}"

    (line,) = cluster("field-not-one-of", given, fields)

    assert line.endswith(": error: spark_conf.spark.sql.ansi.enabled false")


@pytest.mark.parametrize("written", ['"30"', "30"])
def test_a_number_may_be_written_as_text(written: str) -> None:
    fields = f'"autotermination_minutes": {written}'

    assert [] == cluster(
        "field-not-one-of", "{field: autotermination_minutes, values: [30]}", fields
    )
    assert 1 == len(
        cluster("field-out-of-range", "{field: autotermination_minutes, least: 31}", fields)
    )
    assert 1 == len(
        cluster("field-out-of-range", "{field: autotermination_minutes, most: 29}", fields)
    )


def test_nothing_is_missing_where_a_variable_stands_for_the_block() -> None:
    given = "{fields: [custom_tags.team]}"

    assert [] == cluster("field-missing", given, '"custom_tags": "${var.tags}"')
    assert 1 == len(cluster("field-missing", given, '"custom_tags": {}'))
    assert 1 == len(cluster("field-missing", given, '"custom_tags": {"team": ""}'))


def test_a_star_asks_each_item() -> None:
    scripts = (
        '[{"s3": {"destination": "s3://a"}}, {"s3": {"destination": "s3://b", "region": "x"}}]'
    )
    fields = f'"init_scripts": {scripts}'
    column = len('{"spark_version": "16.4.x-scala2.12", "num_workers": 1, "init_scripts": [{"s')

    assert [f"cluster.json:1:{column}: error: init_scripts.*.s3.region"] == cluster(
        "field-missing", "{fields: [init_scripts.*.s3.region]}", fields
    )


def test_only_clusters_with_an_image_count_if_wanted() -> None:
    given = "{fields: [custom_tags], with_image: true}"

    assert [] == cluster("field-missing", given, '"node_type_id": "i3.xlarge"')
    assert 1 == len(cluster("field-missing", given, '"docker_image": {"url": "a/b:1"}'))


def test_of_a_label_that_two_stages_give_the_last_counts() -> None:
    text = f"{STANDARD.strip()} AS one\nLABEL team=old\nFROM one\nLABEL team=new\n"
    given = "{label: team, pattern: new}"

    assert [] == dockerfile("label-not-matching", given, text)
    assert 1 == len(dockerfile("label-not-matching", "{label: team, pattern: old}", text))


def test_a_value_longer_than_any_is_not_judged() -> None:
    fields = '"cluster_name": "' + "a" * 5_000 + '"'

    assert [] == cluster("field-not-matching", "{field: cluster_name, pattern: b}", fields)


def test_a_secret_is_never_shown() -> None:
    fields = '"spark_env_vars": {"DB_PASSWORD": "Tr0ub4dor&3"}'

    lines = cluster("field-not-matching", "{field: spark_env_vars.DB_PASSWORD, pattern: x}", fields)

    assert 1 == len(lines)
    assert "Tr0ub4dor" not in lines[0]


# Cards that cannot be used


@pytest.mark.parametrize(
    ("check", "given", "reason"),
    [
        (
            "field-not-matching",
            "\n  field: a\n  pattern: '(a'",
            ":6: 'pattern' is no pattern that can be used: a '(' without its ')' (at character 1)",
        ),
        (
            "field-not-matching",
            "{field: a, pattern: 7}",
            ":4: 'pattern' must be a pattern, as text",
        ),
        ("field-not-one-of", "{field: a, values: [1.5]}", ":4: 'values' must be a list of texts"),
        ("field-out-of-range", "{field: a, least: ten}", ":4: 'least' must be a whole number"),
        ("label-missing", "{labels: x}", ":4: 'labels' must be a list of texts"),
        (
            "label-missing",
            "\n  lables: [x]",
            ":5: its check has no parameter 'lables'; did you mean",
        ),
        ("label-missing", "{}", ":4: its check needs 'labels' under 'with:'"),
        ("label-mising", "{}", ":3: there is no check 'label-mising'; did you mean"),
        (
            "matches-schema",
            "{schema: {type: objekt}}",
            ":4: 'schema' is no JSON Schema that can be used: /type is wrong: ",
        ),
        (
            "matches-schema",
            "{schema: {properties: {a: {pattern: '(?=a)'}}}}",
            "/properties/a/pattern: look-around and the like cannot be used",
        ),
        (
            "matches-schema",
            "{schema: {$ref: 'https://example.com/x.json'}}",
            "/$ref: a reference can only lead into the schema itself",
        ),
        ("matches-schema", "{schema: {unevaluatedProperties: false}}", "cannot be used here"),
        ("matches-schema", "{schema: yes}", "'schema' must be a JSON Schema, a mapping"),
    ],
)
def test_a_wrong_card_is_refused_with_its_line(check: str, given: str, reason: str) -> None:
    text = (
        f'---\nseverity: error\ncheck: {check}\nwith: {given}\nmessage: "m"\n'
        'source: [us]\nsince: "1"\n---\n# A\n\nB.\n'
    )

    with pytest.raises(CardError) as caught:
        define(parse_card("mine/image/x.md", text), CHECKS)

    assert str(caught.value).startswith("mine/image/x.md:")
    assert reason in str(caught.value)


def test_a_word_that_a_message_names_and_a_check_does_not_give_is_said() -> None:
    path = ROOT / templates()["label-missing"]
    text = path.read_text(encoding="utf-8").replace("no label {label}", "no label {name}")

    (outcome,) = _outcomes("label-missing", text)

    assert ["ValueError: the message names {name}; its check gives {label}"] == [
        failure.message for failure in outcome.failures
    ]


@pytest.mark.parametrize("fields", ['"autoscale": {"min_workers": 1}', '"custom_tags": {}'])
def test_a_field_that_is_a_block_or_not_there_has_no_value_to_compare(fields: str) -> None:
    for field in ("autoscale", "autoscale.max_workers", "custom_tags.team"):
        given = f"{{field: {field}, values: [none]}}"
        assert [] == cluster("field-not-one-of", given, fields)


def test_a_map_of_texts_is_a_field_itself() -> None:
    given = "{fields: [spark_conf]}"

    assert 1 == len(cluster("field-missing", given, '"spark_conf": {}'))
    assert [] == cluster("field-missing", given, '"spark_conf": {"a.b": "c"}')
    assert 1 == len(cluster("field-forbidden", given, '"spark_conf": {"a.b": "c"}'))


def test_what_is_not_known_may_install_what_seems_to_be_missing() -> None:
    for check, parameters in (
        ("pip-package-missing", "{packages: [pandas]}"),
        ("system-package-missing", "{packages: [curl]}"),
    ):
        assert 1 == len(dockerfile(check, parameters, STANDARD + "RUN true\n"))
        assert [] == dockerfile(check, parameters, STANDARD + "ARG TOOL\nRUN $TOOL all\n")
        assert [] == dockerfile(check, parameters, STANDARD + "RUN make all\n")
