"""Files of the build context: requirement files and scripts that the image copies and uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dcslint.model.image import context
from dcslint.model.image.stages import build_image
from dcslint.source import DictFiles, Document
from facts_for_tests import FACTS

if TYPE_CHECKING:
    from dcslint.model.image.nodes import Command, Image

STANDARD = "FROM databricksruntime/standard:15.4-LTS\n"


def image(dockerfile: str, path: str = "Dockerfile", **files: str) -> Image:
    contents = {name.replace("__", "/").replace("_DOT_", "."): text for name, text in files.items()}
    return build_image(Document(path, STANDARD + dockerfile), FACTS, {}, None, DictFiles(contents))


def installed(built: Image) -> list[str | None]:
    install = next(command.pip for command in built.commands if command.pip is not None)
    return [package.text for package in install.required]


def last(built: Image) -> Command:
    return list(built.commands)[-1]


@pytest.mark.parametrize(
    "copy",
    [
        "COPY r.txt /tmp/r.txt",
        "COPY r.txt /tmp/",
        "COPY . /tmp",
        "COPY . /tmp/",
        "COPY *.md r.txt /tmp/",
        "WORKDIR /tmp\nCOPY r.txt .",
        "ADD ./r.txt /tmp/r.txt",
    ],
)
def test_a_requirement_file_is_found_through_what_was_copied(copy: str) -> None:
    built = image(f"{copy}\nRUN pip install -r /tmp/r.txt", r_DOT_txt="a==1\n# no\nb  # why\n")

    assert ["a==1", "b"] == installed(built)


def test_a_comment_at_the_very_beginning_is_no_requirement() -> None:
    built = image("COPY r.txt /\nRUN pip install -r /r.txt", r_DOT_txt="# why\na==1#b\n")

    (install,) = [command.pip for command in built.commands if command.pip is not None]
    assert ["a==1#b"] == installed(built)
    assert not install.open


def test_a_requirement_points_to_its_line_in_its_file() -> None:
    built = image("COPY r.txt /\nRUN pip install -r /r.txt", r_DOT_txt="a\n  pyspark==3.5 # x\n")
    install = next(command.pip for command in built.commands if command.pip is not None)
    span = install.required[1].span

    assert ("r.txt", (2, 3)) == (span.document.path, span.document.position(span.start))


def test_the_context_is_the_folder_of_the_dockerfile_or_the_root() -> None:
    beside = image("COPY r.txt /\nRUN pip install -r /r.txt", "a/Dockerfile", a__r_DOT_txt="x")
    root = image("COPY a/r.txt /\nRUN pip install -r /r.txt", "a/Dockerfile", a__r_DOT_txt="x")

    assert [["x"], ["x"]] == [installed(beside), installed(root)]


def test_requirement_files_draw_in_others_and_end() -> None:
    built = image(
        "COPY . /\nRUN pip install -r /r.txt",
        r_DOT_txt="-r more/s.txt\na\n",
        more__s_DOT_txt="-r s.txt\nb\n",
    )

    assert {"a", "b"} == set(installed(built))


@pytest.mark.parametrize(
    ("dockerfile", "files"),
    [
        ("COPY r.txt /\nRUN pip install -r /r.txt", {}),
        ("COPY --from=other r.txt /\nRUN pip install -r /r.txt", {"r_DOT_txt": "a"}),
        ("COPY ../r.txt /\nRUN pip install -r /s.txt", {"r_DOT_txt": "a"}),
        ("COPY r.txt /\nRUN pip install -r $FILE", {"r_DOT_txt": "a"}),
        ("COPY r.txt /\nRUN pip install -r /r.txt", {"r_DOT_txt": "a; python_version < '3'"}),
        ("COPY r.txt /\nRUN pip install -r /r.txt", {"r_DOT_txt": "./local.whl\n"}),
    ],
)
def test_what_is_not_read_in_full_leaves_the_installation_open(
    dockerfile: str, files: dict[str, str]
) -> None:
    install = last(image(dockerfile, **files)).pip

    assert install is not None
    assert install.open


@pytest.mark.parametrize(
    ("limit", "most", "read"),
    [("MOST_REQUIREMENTS", 4, ["a", "b", "c"]), ("MOST_READ", 5, ["a", "b"])],
)
def test_no_more_of_requirement_files_is_read_than_anybody_has(
    monkeypatch: pytest.MonkeyPatch, limit: str, most: int, read: list[str]
) -> None:
    monkeypatch.setattr(context, limit, most)
    built = image(
        "COPY . /\nRUN pip install -r /r.txt -r /s.txt", r_DOT_txt="a\nb\n", s_DOT_txt="c\nd\n"
    )
    install = last(built).pip

    assert read == installed(built)
    assert install is not None
    assert install.open


def test_an_environment_file_of_conda_is_read_with_its_pip_list() -> None:
    text = "dependencies:\n  - numpy=1.26\n  - pip\n  - pip:\n      - pyspark==3.5\n"
    files = image(
        "COPY environment.yml /tmp/\nRUN conda env create -p /opt/c -f /tmp/environment.yml",
        environment_DOT_yml=text,
    )

    assert {"numpy", "pip", "pyspark"} == files.stages[0].filesystem.python["/opt/c"]


def test_an_environment_file_that_is_not_there_leaves_the_environment_open() -> None:
    files = image("RUN conda env create -p /opt/c -f /tmp/environment.yml")

    assert {None} == files.stages[0].filesystem.python["/opt/c"]


@pytest.mark.parametrize(
    ("run", "script"),
    [
        ("/tmp/setup.sh", "#!/bin/bash\npip install a\n"),
        ("bash /tmp/setup.sh", "pip install a\n"),
        ("cd /tmp && ./setup.sh", "#!/usr/bin/env bash\nset -e\npip install a\n"),
        ("sudo sh -e /tmp/setup.sh", "pip install a"),
    ],
)
def test_a_script_of_the_context_is_read_where_it_runs(run: str, script: str) -> None:
    built = image(f"COPY setup.sh /tmp/\nRUN {run}", setup_DOT_sh=script)
    command = last(built)

    assert command.pip is not None
    assert "setup.sh" == command.words[0].span.document.path
    assert not built.stages[0].filesystem.opaque


@pytest.mark.parametrize("script", ["#!/usr/bin/python3\nprint()\n", "\0\1binary"])
def test_what_is_no_shell_script_stays_unseen(script: str) -> None:
    built = image("COPY setup /tmp/\nRUN /tmp/setup", setup=script)

    assert built.stages[0].filesystem.opaque


def test_a_script_that_runs_itself_ends() -> None:
    built = image("COPY s.sh /\nRUN bash /s.sh", s_DOT_sh="bash /s.sh\n" * 100 + "pip install a")

    assert 1 < len(list(built.commands)) < 10_000


@pytest.mark.parametrize(
    ("run", "followed"),
    [
        ("sh setup.sh", True),
        ("bash -x setup.sh one two", True),
        ("./setup.sh", True),
        ("/srv/setup.sh", True),
        ("setup.sh", False),
        ("cat setup.sh", False),
        ("sh", False),
    ],
)
def test_a_script_is_followed_if_a_shell_or_its_path_runs_it(run: str, *, followed: bool) -> None:
    built = image(
        f"WORKDIR /srv\nCOPY setup.sh /srv/setup.sh\nRUN {run}\n",
        setup_DOT_sh="#!/bin/sh\ninner\n",
    )

    assert followed == ("inner" in [command.name for command in built.commands])


@pytest.mark.parametrize(
    ("copy", "is_open"),
    [("COPY r.txt /tmp/", False), ("COPY x.txt /tmp/", True), ("RUN true", True)],
)
def test_a_requirement_file_that_is_not_seen_leaves_the_installation_open(
    copy: str, *, is_open: bool
) -> None:
    built = image(f"{copy}\nRUN pip install -r /tmp/r.txt", r_DOT_txt="pandas\n")
    install = next(command.pip for command in built.commands if command.pip is not None)

    assert is_open == install.open
    assert ([] if is_open else ["pandas"]) == [package.text for package in install.required]


@pytest.mark.parametrize(("there", "is_open"), [("more.txt", False), ("other.txt", True)])
def test_so_does_one_that_another_draws_in(there: str, *, is_open: bool) -> None:
    files = {"r.txt": "-r more.txt\npandas\n", there: "numpy\n"}
    text = STANDARD + "COPY . /tmp/\nRUN pip install -r /tmp/r.txt"
    built = build_image(Document("Dockerfile", text), FACTS, {}, None, DictFiles(files))
    install = next(command.pip for command in built.commands if command.pip is not None)

    assert is_open == install.open


@pytest.mark.parametrize(
    ("dependencies", "is_open"),
    [
        ("[pandas=2, pip]", False),
        ("[pandas=2, {pip: [numpy]}]", False),
        ("[pandas=2, '']", True),
        ("[pandas=2, {other: [numpy]}]", True),
        ("[pandas=2, [numpy]]", True),
        ("[pandas=2, {pip: numpy}]", True),
        ("pandas", True),
    ],
)
def test_an_environment_file_tells_all_or_says_that_it_does_not(
    dependencies: str, *, is_open: bool
) -> None:
    files = image(
        "COPY environment.yml /tmp/\nRUN conda env create -p /opt/c -f /tmp/environment.yml",
        environment_DOT_yml=f"dependencies: {dependencies}\n",
    )
    final = files.final
    assert final is not None

    names = final.filesystem.python["/opt/c"]
    assert is_open == (None in names)
    assert ("pandas" in names) == (dependencies != "pandas")
    assert "" not in names
