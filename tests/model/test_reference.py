"""Image references against the grammar of distribution/reference."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dcslint.model.reference import Reference, ReferenceFault, parse_reference

_SHA = "a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4"


@pytest.mark.parametrize(
    ("text", "registry", "repository", "tag", "digest", "full"),
    [
        ("ubuntu", "", "ubuntu", "", "", "docker.io/library/ubuntu"),
        ("ubuntu:22.04", "", "ubuntu", "22.04", "", "docker.io/library/ubuntu"),
        ("library/ubuntu", "", "library/ubuntu", "", "", "docker.io/library/ubuntu"),
        ("docker.io/ubuntu", "docker.io", "ubuntu", "", "", "docker.io/library/ubuntu"),
        ("index.docker.io/ubuntu", "index.docker.io", "ubuntu", "", "", "docker.io/library/ubuntu"),
        (
            "registry-1.docker.io/org/app:1",
            "registry-1.docker.io",
            "org/app",
            "1",
            "",
            "docker.io/org/app",
        ),
        ("Docker.IO/org/app", "Docker.IO", "org/app", "", "", "docker.io/org/app"),
        (
            "databricksruntime/standard:15.4-LTS",
            "",
            "databricksruntime/standard",
            "15.4-LTS",
            "",
            "docker.io/databricksruntime/standard",
        ),
        (
            "123456789012.dkr.ecr.us-west-2.amazonaws.com/team/app:v1",
            "123456789012.dkr.ecr.us-west-2.amazonaws.com",
            "team/app",
            "v1",
            "",
            "123456789012.dkr.ecr.us-west-2.amazonaws.com/team/app",
        ),
        ("public.ecr.aws/x/y", "public.ecr.aws", "x/y", "", "", "public.ecr.aws/x/y"),
        ("acme.azurecr.io/a:latest", "acme.azurecr.io", "a", "latest", "", "acme.azurecr.io/a"),
        ("localhost/x", "localhost", "x", "", "", "localhost/x"),
        ("localhost:5000/x:1", "localhost:5000", "x", "1", "", "localhost:5000/x"),
        ("localhost:5000", "", "localhost", "5000", "", "docker.io/library/localhost"),
        ("host:80/a/b/c", "host:80", "a/b/c", "", "", "host:80/a/b/c"),
        ("10.0.0.1/x", "10.0.0.1", "x", "", "", "10.0.0.1/x"),
        ("[::1]:5000/x", "[::1]:5000", "x", "", "", "[::1]:5000/x"),
        ("[fe80::AB]/x", "[fe80::AB]", "x", "", "", "[fe80::ab]/x"),
        ("ghcr.io/owner/x", "ghcr.io", "owner/x", "", "", "ghcr.io/owner/x"),
        ("a:1/b:2", "a:1", "b", "2", "", "a:1/b"),
        ("a.b/c", "a.b", "c", "", "", "a.b/c"),
        ("a-b--c/d__e/f.g:_x", "", "a-b--c/d__e/f.g", "_x", "", "docker.io/a-b--c/d__e/f.g"),
        ("x:A.b-C_9", "", "x", "A.b-C_9", "", "docker.io/library/x"),
        ("x:" + "t" * 128, "", "x", "t" * 128, "", "docker.io/library/x"),
        (f"python@sha256:{_SHA}", "", "python", "", f"sha256:{_SHA}", "docker.io/library/python"),
        (
            f"r.io/p:3@sha256:{_SHA}",
            "r.io",
            "p",
            "3",
            f"sha256:{_SHA}",
            "r.io/p",
        ),
        (
            f"p@sha512:{_SHA}{_SHA}",
            "",
            "p",
            "",
            f"sha512:{_SHA}{_SHA}",
            "docker.io/library/p",
        ),
        (f"x/{_SHA}", "", f"x/{_SHA}", "", "", f"docker.io/x/{_SHA}"),
        (f"{_SHA}:1", "", _SHA, "1", "", f"docker.io/library/{_SHA}"),
    ],
)
def test_a_reference_is_taken_apart(
    text: str, registry: str, repository: str, tag: str, digest: str, full: str
) -> None:
    found = parse_reference(text)
    assert isinstance(found, Reference)
    assert (registry, repository, tag, digest) == (
        found.registry,
        found.repository,
        found.tag,
        found.digest,
    )
    assert full == f"{found.domain}/{found.path}"


@pytest.mark.parametrize(
    ("text", "kind", "at_fault"),
    [
        ("", "empty", ""),
        ("https://ghcr.io/a/b", "scheme", "https://"),
        ("docker://ubuntu", "scheme", "docker://"),
        (" ubuntu", "whitespace", " "),
        ("ubuntu ", "whitespace", " "),
        ("python:3\n", "whitespace", "\n"),
        ("ubuntu 22.04", "whitespace", " "),
        ("ubuntu:\t1", "whitespace", "\t"),
        ("Ubuntu:22.04", "upper-case", "Ubuntu"),
        ("MyOrg/app", "upper-case", "MyOrg/app"),
        ("ghcr.io/MyOrg/app:1", "upper-case", "MyOrg/app"),
        ("python:", "empty-tag", ":"),
        ("ghcr.io/a/python:", "empty-tag", ":"),
        (f"python:@sha256:{_SHA}", "empty-tag", ":"),
        ("python@", "bad-digest", ""),
        ("python@sha256", "bad-digest", "sha256"),
        ("python@sha256:abc", "bad-digest", "sha256:abc"),
        (f"python@sha256:{_SHA.upper()}", "bad-digest", f"sha256:{_SHA.upper()}"),
        (f"python@sha256:{_SHA}0", "bad-digest", f"sha256:{_SHA}0"),
        (f"python@md5:{_SHA[:32]}", "bad-digest", f"md5:{_SHA[:32]}"),
        (f"p@sha256:{_SHA}@sha256:{_SHA}", "bad-digest", f"sha256:{_SHA}@sha256:{_SHA}"),
        ("a:b:c", "malformed", "b:c"),
        ("a/b:c/d", "malformed", "a/b:c/d"),
        ("host:port/x", "malformed", "host:port"),
        ("-a.b/c", "malformed", "-a.b"),
        ("ghcr.io/", "malformed", ""),
        (":tag", "malformed", ""),
        ("/ubuntu", "malformed", "/ubuntu"),
        ("a//b", "malformed", "a//b"),
        ("a/b/", "malformed", "a/b/"),
        ("a..b", "malformed", "a..b"),
        ("a___b", "malformed", "a___b"),
        ("a_", "malformed", "a_"),
        ("-a", "malformed", "-a"),
        ("x:-tag", "malformed", "-tag"),
        ("x:.tag", "malformed", ".tag"),
        ("x:a+b", "malformed", "a+b"),
        ("x:" + "t" * 129, "malformed", "t" * 129),
        ("x:${TAG}", "malformed", "${TAG}"),
        ("<registry>/app", "malformed", "<registry>/app"),
        ("\u00fcbuntu", "malformed", "\u00fcbuntu"),
        (_SHA, "malformed", _SHA),
        ("a" * 256, "malformed", "a" * 256),
    ],
)
def test_a_text_that_is_no_reference_says_what_is_wrong_where(
    text: str, kind: str, at_fault: str
) -> None:
    found = parse_reference(text)
    assert isinstance(found, ReferenceFault)
    assert (kind, at_fault) == (found.kind, text[found.start : found.end])


@pytest.mark.parametrize(
    ("text", "familiar"),
    [
        ("ubuntu", "ubuntu"),
        ("docker.io/library/ubuntu:1", "ubuntu"),
        ("index.docker.io/org/app", "org/app"),
        ("mylibrary/ubuntu", "mylibrary/ubuntu"),
        ("library/a/b", "library/a/b"),
        ("ghcr.io/library/x:1", "ghcr.io/library/x"),
    ],
)
def test_the_familiar_name_is_the_shortest(text: str, familiar: str) -> None:
    found = parse_reference(text)
    assert isinstance(found, Reference)
    assert familiar == found.familiar


def test_an_absent_part_has_no_bounds() -> None:
    found = parse_reference("a/b:1")
    assert isinstance(found, Reference)
    assert (0, 3) == found.bounds("repository")
    assert (4, 5) == found.bounds("tag")
    assert found.bounds("registry") is None
    assert found.bounds("digest") is None


# The grammar as its source states it, in one expression.
_WORD = "[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*"
_LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_GRAMMAR = re.compile(
    rf"(?:(?P<domain>(?:{_LABEL}(?:\.{_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?)/)?"
    rf"(?P<path>{_WORD}(?:/{_WORD})*)(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{{0,127}}))?"
    r"(?:@(?P<digest>sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}))?"
)


def _is_reference(text: str) -> bool:
    """Whether Docker takes the text: the grammar, and which first components are hosts."""
    first, slash, _ = text.partition("/")
    is_host = slash and ("." in first or ":" in first or first == "localhost")
    found = _GRAMMAR.fullmatch(text if is_host else f"docker.io/{text}")
    if found is None or re.fullmatch("[a-f0-9]{64}", text):
        return False
    return (found["domain"] == (first if is_host else "docker.io")) and len(found["path"]) <= 255


_parts = st.sampled_from(
    [
        *"a b1 A localhost docker.io library x-y . .. _ __ - / // : @".split(),
        *["sha256:", f"sha256:{_SHA}", "5000", "[::1]", "a.b", "latest", "\n", "$", "\u0660"],
    ]
)


@settings(deadline=None, max_examples=500)
@given(st.lists(_parts, max_size=10).map("".join))
@example("a.b/c/d:e")
@example("localhost:1/a")
@example(f"a.b:1/c:d@sha256:{_SHA}")
def test_exactly_what_the_grammar_takes_is_a_reference(text: str) -> None:
    assert _is_reference(text) == isinstance(parse_reference(text), Reference)


@settings(deadline=None, max_examples=300)
@given(st.lists(_parts, max_size=8).map("".join) | st.text(max_size=40))
def test_the_bounds_are_those_of_the_parts_and_the_parts_make_the_text(text: str) -> None:
    found = parse_reference(text)
    if isinstance(found, ReferenceFault):
        assert 0 <= found.start <= found.end <= len(text)
        return
    for name in ("registry", "repository", "tag", "digest"):
        start, end = found.bounds(name) or (0, 0)
        assert getattr(found, name) == text[start:end]
    again = f"{found.registry}/" if found.registry else ""
    again += found.repository
    again += f":{found.tag}" if found.tag else ""
    again += f"@{found.digest}" if found.digest else ""
    assert text == again


@pytest.mark.parametrize("unit", ["a", "a-", "a.", "a_", "_", "-", "/", "a/", ":", "@", "1.", "A"])
@pytest.mark.parametrize("end", ["", "!", "/x!", ":"])
def test_hostile_text_is_parsed_in_time_linear_in_its_length(unit: str, end: str) -> None:
    start = time.process_time()
    parse_reference(unit * 100_000 + end)
    parse_reference(f"h:1/{unit * 100_000}{end}")
    assert time.process_time() - start < 60, "it hangs"
