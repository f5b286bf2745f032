"""Which parts of a spec never reach an output."""

from __future__ import annotations

import json
import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from compute_for_tests import lint, unit_of
from dcslint.model.compute.secrets import find_secrets, is_secret_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SECRET = "correct-horse-battery-staple"
CLUSTER = {"spark_version": "16.4.x-scala2.12", "num_workers": 1}

PLACES: dict[str, Any] = {
    "password": {"docker_image": {"url": "a/b", "basic_auth": {"password": SECRET}}},
    "misspelt password": {"docker_image": {"url": "a/b", "basic_auth": {"passwrod": SECRET}}},
    "odd key": {"docker_image": {"url": "a/b", "basic_auth": {"x": {"y": [SECRET]}}}},
    "spark_env_vars": {"spark_env_vars": {"DATABRICKS_TOKEN": SECRET}},
    "spark_conf": {"spark_conf": {"spark.hadoop.fs.azure.account.key.x.dfs": SECRET}},
    "client secret": {"spark_conf": {"fs.azure.account.oauth2.client.secret": SECRET}},
    "user info": {"spark_env_vars": {"INDEX": f"https://me:{SECRET}@pypi.example/simple"}},
    "policy": {"docker_image.basic_auth.password": {"type": "fixed", "value": SECRET}},
    "escaped": {"docker_image": {"url": "a/b", "basic_auth": {"password": f"\t{SECRET}é"}}},
    "part of a template": {"spark_env_vars": {"API_KEY": "${PREFIX}" + SECRET}},
}


@pytest.mark.parametrize("place", PLACES)
def test_a_secret_is_masked_wherever_it_stands(place: str) -> None:
    unit = unit_of(json.dumps({**CLUSTER, **PLACES[place]}))
    document = unit.document

    assert SECRET not in document.excerpt(0, len(document.text))
    assert "16.4.x-scala2.12" in document.excerpt(0, len(document.text))


@pytest.mark.parametrize(
    "text",
    [
        '{"docker_image": {"basic_auth": {"password": "' + SECRET,
        '{"docker_image": {"basic_auth": {"password": "' + SECRET + '"}}',
        "{'docker_image': {'basic_auth': {'password': '" + SECRET + "'}}}",
        '{"a": 1, "password": ' + SECRET + "}",
        '"password": "' + SECRET + '"',
        '{"password": 918273645}',
    ],
)
def test_a_secret_in_broken_json_is_masked(text: str) -> None:
    document = unit_of(text).document
    shown = document.excerpt(0, len(text))

    assert SECRET not in shown
    assert "918273645" not in shown


@pytest.mark.parametrize(
    "text", ["{{secrets/a/b}}", "${var.password}", "%(password)s", "<password>", "", "true"]
)
def test_what_only_stands_for_a_secret_is_shown(text: str) -> None:
    document = unit_of(json.dumps({**CLUSTER, "spark_env_vars": {"PASSWORD": text}})).document

    assert document.text == document.excerpt(0, len(document.text))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("password", True),
        ("DB_PASSWORD", True),
        ("DATABRICKS_TOKEN", True),
        ("spark.hadoop.fs.s3a.secret.key", True),
        ("AWS_SECRET_ACCESS_KEY", True),
        ("fs.azure.account.key.x.dfs.core.windows.net", True),
        ("apiKey", True),
        ("SAS", True),
        ("username", False),
        ("node_type_id", False),
        ("spark.databricks.token.expirationSeconds", False),
        ("TOKEN_URL", False),
        ("secret_scope", False),
        ("path", False),
        ("task_key", False),
        ("job_cluster_key", False),
    ],
)
def test_a_secret_is_told_by_the_name_of_its_key(name: str, *, expected: bool) -> None:
    assert expected == is_secret_name(name)


@pytest.mark.parametrize(
    "text",
    [
        '{"docker_image": {"url": "a/b", "basic_auth": {"username": "me", "passwrod": "%s"}}',
        '{"docker_image": {"url": "a/b", "basic_auth": {"x": ["%s"]}}',
        '{"docker_image": {"url": "a/b", "basic_auth": {"x": "%s": 1}}}',
        '{"docker_image": {"url": "a/b", "basic_auth": {"x": "%s"y": 1}}}',
        '{"a": "b, "docker_image": {"url": "a/b", "basic_auth": {"x": {"y": "%s"}}}}',
        '{"docker_image": {"url": "a/b", "basic_auth": {"password"": "%s"}}}',
        '{"docker_image": {"url": "a/b", "basic_auth"": {"x": "%s"}}}',
        '{"docker_image": {"url": "a/b", "basic_auth": {"x": ""%s"}}}',
        '{"docker_image": {"url": "a/b"}, "spark_env_vars": {"DATABRICKS_TOKEN"": "%s"}}',
    ],
)
def test_what_broken_json_hides_from_the_model_is_masked(text: str) -> None:
    document = unit_of(text % SECRET).document
    shown = document.excerpt(0, len(document.text))

    assert SECRET not in shown
    assert '"url": "a/b"' in shown
    assert ('"me"' in text) == ('"me"' in shown)


@pytest.mark.parametrize(
    "text",
    [
        '{"basic_auth": {"username": "gronk", "password": ""}}',
        '"basic_auth": {username: "gronk"}',
        'basic_auth {\n  username = "gronk"\n}',
        'dynamic "basic_auth" {\n  content {\n    username = "gronk"\n  }\n}',
    ],
)
def test_the_name_of_the_user_is_shown(text: str) -> None:
    assert [] == [place for place in find_secrets(text) if "gronk" in text[slice(*place)]]


_SECRET_NAME = re.compile(
    r"passw(?:or)?d|passphrase|secret|token|credential|authorization|connection.?string"
    r"|(?:api|access|account|private|sas|shared|storage|signing|encryption).?key"
    r"|(?:^|[^a-z])(?:sas|pwd|pat)(?:$|[^a-z])",
    re.IGNORECASE,
)
_HARMLESS_END = re.compile(
    r"(?:endpoint|url|uri|providers?|type|name|scope|path|file|location|expir\w*|ttl|lifetime"
    r"|seconds|minutes|enabled|class|impl|policy|id)$",
    re.IGNORECASE,
)
_PARTS = st.sampled_from(
    "pass word passwd phrase secret token CREDENTIAL authorization connection string String api "
    "access key Key KEY account private SAS sas shared storage signing encryption pwd pat path "
    "task url scope keys a x".split()
) | st.sampled_from("._- 1")


@given(st.lists(_PARTS, max_size=6).map("".join))
@example("subscription.encryption-key")
@example("patpat pat")
def test_the_names_of_secrets_are_those_of_one_pattern(name: str) -> None:
    expected = _SECRET_NAME.search(name) is not None and _HARMLESS_END.search(name) is None

    assert expected == is_secret_name(name)


def test_what_escapes_mean_is_masked_where_it_is_written_plainly() -> None:
    image = {"url": "a/b", "basic_auth": {"password": "pä1-s2ö"}}
    document = unit_of(json.dumps({**CLUSTER, "docker_image": image})).document

    assert "is ******** wrong" == document.redact("is pä1-s2ö wrong")


def test_user_info_is_looked_for_in_time_linear_in_the_text() -> None:
    text = "a" * 200_000 + f" x://me:{SECRET}@host"
    start = time.process_time()

    assert [text[slice(*place)] for place in find_secrets(text)][:1] == [SECRET]
    assert time.process_time() - start < 10, "it hangs"


def test_an_ordinary_text_has_no_secret() -> None:
    assert [] == find_secrets('{"a": "b", "url": "https://example.com/x:y", "n": 1}')


def test_no_message_holds_a_secret() -> None:
    spec = {
        **CLUSTER,
        "docker_image": {
            "url": f"https://me:{SECRET}@registry.example/etl:latest",
            "basic_auth": {"pass word": SECRET, "password": SECRET + "${x}"},
        },
    }
    report = lint(spec)

    shown = [repr(found) + str(found.related) for found in report.diagnostics]
    shown += [unjudged.reason for unjudged in report.unjudged]
    assert [] != shown
    assert SECRET not in "\n".join(shown)
