"""Files of builds that make much of little: what is read of them, and that it ends soon."""

from __future__ import annotations

import time

import pytest

from dcslint.model import large
from dcslint.model.links.names import name_of
from dcslint.model.links.search import plans_in
from dcslint.source import Document
from links_for_tests import lines_of

LONG = "x" * 4000


def targets(depth: int) -> str:
    """Targets each of which inherits the next one ten times."""
    lines = []
    for at in range(depth):
        above = f'"t{at + 1}", ' * 10
        lines.append(f'target "t{at}" {{\n  tags = ["r.io/t{at}"]\n  inherits = [{above}]\n}}')
    return "\n".join([*lines, f'target "t{depth}" {{ tags = ["r.io/last"] }}\n'])


FILES = {
    "docker-bake.hcl": targets(9),
    "bake.json": '{"variable": {"a": {"default": "'
    + LONG * 100
    + '"}}, "target": {"t": {"tags": ["'
    + "${a}" * 100_000
    + '"]}}}',
    "Jenkinsfile": f"a = '{LONG * 100}'\nsh \"docker build {'$a' * 200_000}\"\n",
    "Jenkinsfile.steps": "".join(f"a{at} = 'b'\n" for at in range(40_000))
    + "sh 'docker images'\n" * 40_000,
    "Makefile": f"a = {LONG}\nall:\n\tdocker build {'$(a)' * 200_000}\n",
    "word.sh": f"a={LONG}\ndocker build {'$a' * 200_000}\n",
    "scopes.sh": "".join(f"a{at}=1\n" for at in range(30_000)) + "(docker images)\n" * 30_000,
    "variables.yml": "variables:\n"
    + "".join(f"  v{at}: {at}\n" for at in range(20_000))
    + "".join(f"j{at}:\n  script: docker images\n" for at in range(20_000)),
    "matrix.yml": "j:\n  strategy:\n    matrix:\n      x: [1]\n      include:\n"
    + "".join(f"        - {{x: {at}}}\n" for at in range(40_000))
    + "  run: docker build .\n",
}


@pytest.mark.once
@pytest.mark.parametrize("path", FILES)
def test_a_file_that_makes_much_of_little_is_read_soon(path: str) -> None:
    start = time.process_time()
    plans_in(Document(path, FILES[path]))

    assert time.process_time() - start < 10, "it hangs"


def test_files_are_searched_for_builds_up_to_so_many_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = {f"{name}.sh": f"docker build -t r.io/{name} .\n" for name in ("a", "b", "c")}
    files["b.sh"] += "no build;" * 10
    files["0.sh"] = "no hint;" * 1000
    monkeypatch.setattr(large, "MOST_PARTS_TOGETHER", 5)

    assert ["r.io/a <- Dockerfile"] == lines_of(files, "Dockerfile")


def test_a_file_that_is_too_crowded_is_not_searched_for_builds() -> None:
    files = {
        "a.sh": "docker build -t r.io/a .\n" + ";" * large.MOST_PARTS,
        "b.sh": "docker build -t r.io/b .\n",
    }

    assert ["r.io/b <- Dockerfile"] == lines_of(files, "Dockerfile")


def test_a_target_that_is_inherited_twice_counts_in_both() -> None:
    text = targets(2).replace("]\n  inherits", ']\n  dockerfile = "D"\n  inherits', 1)

    assert ["r.io/t0 <- D", "r.io/t1 <- Dockerfile", "r.io/last <- Dockerfile"] == lines_of(
        {"docker-bake.hcl": text}, "D", "Dockerfile"
    )


def test_holes_are_tried_in_time_that_is_bounded() -> None:
    start = time.process_time()
    holes = name_of("\0a\0/" * 5 + "x/end")
    known = name_of("r.io/" + "a/" * 120 + "end")
    tag = name_of("r/e:" + "\0a\0a" * 6 + "b")
    other = name_of("r/e:" + "a" * 128)

    assert holes is not None
    assert known is not None
    assert tag is not None
    assert other is not None
    assert not holes.is_repository_of(known)
    assert 0 == tag.tag_fit(other)
    assert time.process_time() - start < 10, "it hangs"


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("a-\0x\0", "a-1", True),
        ("a-\0x\0", "a-", True),
        ("\0x\0-a", "1-a", True),
        ("a\0x\0a", "a", False),
        ("a\0x\0a", "aa", True),
        ("a\0x\0b\0y\0c", "a1b2c", True),
        ("a\0x\0b\0y\0c", "ab", False),
        ("a\0x\0b\0y\0c", "acbc", True),
        ("a\0x\0b\0y\0bc", "abc", False),
    ],
)
def test_a_tag_with_holes_stands_for_what_agrees_around_them(
    pattern: str, text: str, *, fits: bool
) -> None:
    one, other = name_of(f"r/e:{pattern}"), name_of(f"r/e:{text}")

    assert one is not None
    assert other is not None
    assert fits == bool(one.tag_fit(other))


@pytest.mark.parametrize("line", ["\n", " \n", "\r\n"])
def test_a_file_of_empty_lines_is_searched_for_builds_soon(line: str) -> None:
    start = time.process_time()

    assert [] == plans_in(Document("a.yml", line * 300_000))
    assert time.process_time() - start < 20, "it hangs"
