"""Paths as URIs: valid, relative where they can be, and back to the same path."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dcslint.reporters.uri import uri_of
from report_for_tests import TEXTS

ROOT = "file:///home/me/repo/"


@pytest.mark.parametrize(
    ("path", "root", "uri", "relative"),
    [
        ("Dockerfile", ROOT, "Dockerfile", True),
        ("./a//b/../c.json", ROOT, "a/c.json", True),
        ("a b/ü:1?#%.json", ROOT, "a%20b/%C3%BC%3A1%3F%23%25.json", True),
        ("../x", ROOT, "file:///home/me/x", False),
        ("../../../../x", ROOT, "file:///x", False),
        ("../a b", "", "../a%20b", True),
        ("/etc/a b", ROOT, "file:///etc/a%20b", False),
        ("C:/a/ä", "", "file:///C:/a/%C3%A4", False),
        ("//host/share/x", "", "file://host/share/x", False),
        ("a\udcffb", "", "a%FFb", True),
        ("a\ud800", "", "a%3F", True),
        ("", "", ".", True),
    ],
)
def test_a_path_is_a_uri(path: str, root: str, uri: str, *, relative: bool) -> None:
    assert (uri, relative) == uri_of(path, root)


def test_what_climbs_out_of_an_encoded_root_keeps_its_encoding() -> None:
    assert uri_of("../x", "file:///my%20home/repo/") == ("file:///my%20home/x", False)


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.sampled_from(["", ROOT]))
def test_any_path_is_a_uri_of_allowed_characters_and_no_scheme_but_ours(
    path: str, root: str
) -> None:
    uri, relative = uri_of(path, root)
    assert re.fullmatch(r"(?:[A-Za-z0-9\-._~/:]|%[0-9A-F]{2})+", uri)
    assert ("" if relative else "file") == urlsplit(uri).scheme


SEGMENT = st.text("aZ09 -_~:%?#&ü漢😀", min_size=1, max_size=8)


@settings(deadline=None, max_examples=200)
@given(st.lists(SEGMENT, min_size=1, max_size=4), st.integers(0, 2))
def test_a_uri_leads_back_to_the_path(segments: list[str], climbs: int) -> None:
    # "a:/x" is taken for a drive of Windows, which is tested above.
    assume(climbs or not re.fullmatch("[A-Za-z]:", segments[0]))
    uri, _ = uri_of("../" * climbs + "/".join(segments), ROOT)
    folders = ["home", "me", "repo"][: 3 - climbs]
    expected = "file:///" + "/".join([*folders, *segments])
    assert unquote_to_bytes(urljoin(ROOT, uri)).decode() == expected
