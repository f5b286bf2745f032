"""Patches: `git apply` takes them, and no line with a secret is in one."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcslint.cli.patch import patch_of
from dcslint.source import Document

LINES = [f"line {n}\n" for n in range(30)]


def applied(patch: str, path: str, text: bytes) -> bytes:
    """What `git apply` makes of a file."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text)
        subprocess.run(
            ["git", "apply", "--whitespace=nowarn", "-"],
            cwd=name,
            input=patch.encode("utf-8", "surrogateescape"),
            check=True,
            capture_output=True,
        )
        return file.read_bytes()


def check(path: str, before: bytes, after: str) -> str:
    """Make the patch and have git apply it."""
    document = Document.from_bytes(path, before)
    patch = patch_of(document, after)
    assert [] == patch.hidden
    assert document.to_bytes(after) == applied(patch.text, path, before)
    return patch.text


def changed(*numbers: int) -> str:
    return "".join(line.upper() if n in numbers else line for n, line in enumerate(LINES))


def test_a_change_stands_between_three_lines_of_context() -> None:
    text = check("a/Dockerfile", "".join(LINES).encode(), changed(10))

    assert text == (
        "--- a/a/Dockerfile\n+++ b/a/Dockerfile\n@@ -8,7 +8,7 @@\n line 7\n line 8\n line 9\n"
        "-line 10\n+LINE 10\n line 11\n line 12\n line 13\n"
    )


@pytest.mark.parametrize(
    ("numbers", "hunks"), [((0, 29), 2), ((3, 10), 1), ((3, 11), 2), ((5, 9, 20), 2)]
)
def test_changes_whose_context_meets_are_one_hunk(numbers: tuple[int, ...], hunks: int) -> None:
    assert hunks == check("f", "".join(LINES).encode(), changed(*numbers)).count("@@ -")


@pytest.mark.parametrize("name", ["a b", 'q"uote', "back\\slash", "tab\there", "é", "e\x1b[31m"])
def test_a_path_is_written_as_git_reads_it(name: str) -> None:
    text = check(name, b"a\n", "b\n")

    assert text.isascii()
    assert all(char.isprintable() or char in "\n\t" for char in text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\nb", "a\nc"),
        (b"a\nb", "a\nb\n"),
        (b"a\n", "a"),
        (b"\xef\xbb\xbfa\n", "b\n"),
        (b"a\r\nb\r\n", "a\r\nc\r\n"),
        (b"a\xff\nb\n", "a\udcff\nc\n"),
        (b"a", ""),
        (b"a\n\x0cb\x85\n", "b\n\x0cb\udc85\n"),
    ],
)
def test_ends_marks_and_odd_bytes_are_kept(before: bytes, after: str) -> None:
    check("f", before, after)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from(["a\n", "b\n", "\n", "x y\r\n"]), min_size=1, max_size=25),
    st.lists(st.sampled_from(["a\n", "b\n", "\n", "x y\r\n"]), min_size=1, max_size=25),
    st.sampled_from(["", "end"]),
)
def test_git_makes_of_any_text_what_was_meant(
    before: list[str], after: list[str], end: str
) -> None:
    old, new = "".join(before) + end, "".join(after) + end
    if old != new:
        check("f", old.encode(), new)


SECRET = "dapi0123456789abcdef0123456789abcdef"


def test_lines_that_are_all_alike_take_no_longer() -> None:
    before = "RUN true\nRUN pip install x\n" * 2000
    start = process_time()

    check("Dockerfile", before.encode(), before.replace(" x", " y"))

    assert process_time() - start < 60, "it hangs"


def test_what_does_not_meet_again_for_long_is_one_change() -> None:
    before = "".join(f"old {n}\n" for n in range(3000))
    after = "".join(f"new {n}\n" for n in range(3000))

    text = check("Dockerfile", f"head\n{before}tail\n".encode(), f"head\n{after}tail\n")

    assert 1 == text.count("@@ -")
    assert text.endswith("+new 2999\n tail\n")


def test_context_stops_at_a_line_with_a_secret() -> None:
    lines = [*LINES]
    lines[12] = f"ENV TOKEN={SECRET}\n"
    lines[8] = f"ENV TOKEN={SECRET}\n"
    before = "".join(lines)
    after = before.replace("line 10\n", "LINE 10\n")
    document = Document("f", before)
    document.find_secrets = lambda text: [
        (at, at + len(SECRET)) for at in range(len(text)) if text.startswith(SECRET, at)
    ]

    patch = patch_of(document, after)

    assert SECRET not in patch.text
    assert "@@ -10,3 +10,3 @@\n line 9\n-line 10\n+LINE 10\n line 11\n" in patch.text
    assert after.encode() == applied(patch.text, "f", before.encode())


@pytest.mark.parametrize(
    "after",
    [
        f"a\nENV B={SECRET}\nc\n",
        "a\nENV A=none\nc\n",
        f"a\nENV A={SECRET}\nENV B={SECRET}\nc\n",
    ],
)
def test_a_change_of_a_line_with_a_secret_is_named_and_not_shown(after: str) -> None:
    document = Document("f", f"a\nENV A={SECRET}\nc\n")
    document.mark_secret(8, 8 + len(SECRET))

    patch = patch_of(document, after)

    assert patch.text == ""
    assert patch.hidden in ([2], [3])


def test_what_is_shown_beside_a_hidden_change_still_applies() -> None:
    before = f"ENV A={SECRET}\n" + "".join(LINES)
    document = Document("f", before)
    document.mark_secret(6, 6 + len(SECRET))

    patch = patch_of(document, "".join(LINES).replace("line 9\n", "LINE 9\nmore\n"))

    assert [1] == patch.hidden
    expected = before.replace("line 9\n", "LINE 9\nmore\n")
    assert expected.encode() == applied(patch.text, "f", before.encode())
