"""What is known of an image's files: programs on PATH, links, environments that COPY moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dcslint.model.image.filesystem import MOST_COPIED, MOST_ENTRIES, Filesystem, Prefix
from dcslint.model.image.stages import build_image
from dcslint.source import Document
from facts_for_tests import FACTS

if TYPE_CHECKING:
    from dcslint.model.image.nodes import Command, Stage

VENV = "FROM python:3.12 AS build\nRUN python -m venv /opt/venv\n"


def final(text: str) -> Stage:
    stage = build_image(Document("Dockerfile", text), FACTS, {}, None).final

    assert stage is not None
    return stage


def last(text: str) -> Command:
    return list(final(text).commands)[-1]


def files_with(path: str, *, seeded: bool | None) -> Filesystem:
    files = Filesystem()
    files.prefixes[path] = Prefix(path, "venv", seeded=seeded)
    return files


@pytest.mark.parametrize(
    ("name", "seeded", "expected"),
    [
        ("python3", True, "/opt/v/bin/python3"),
        ("python3", False, "/opt/v/bin/python3"),
        ("pip", True, "/opt/v/bin/pip"),
        ("pip", False, "/usr/bin/pip"),
        ("pip", None, None),
        ("make", False, None),
    ],
)
def test_an_environment_has_a_pip_only_if_it_was_given_one(
    name: str, *, seeded: bool | None, expected: str | None
) -> None:
    files = files_with("/opt/v", seeded=seeded)

    assert expected == files.find(name, "/opt/v/bin:/usr/bin:/bin")


@pytest.mark.parametrize(
    "entry",
    [
        "/usr/local/nvidia",
        "/usr/local/go",
        "/opt/java",
        "/usr/lib/jvm/17/bin",
        "/home/me/.cargo/bin",
        "/opt/spark-3.5/bin",
    ],
)
def test_a_directory_that_holds_no_python_is_passed_over(entry: str) -> None:
    assert "/usr/bin/python3" == Filesystem().find("python3", f"{entry}:/usr/bin")


def test_any_other_directory_may_hold_a_python_and_no_other_program_matters() -> None:
    assert Filesystem().find("python3", "/opt/tools:/usr/bin") is None
    assert "/usr/bin/make" == Filesystem().find("make", "/opt/tools:/usr/bin")


@pytest.mark.parametrize(
    ("copy", "known"),
    [
        ("COPY --from=build /opt/venv /opt/venv", True),
        ("COPY --from=build /opt /opt", True),
        ("COPY --from=build / /", True),
        ("COPY --from=build /opt/venv /srv/venv", False),
        ("COPY --from=build /opt/ven /opt/ven", False),
        ("COPY --from=build /opt/venvs /opt/venvs", False),
        ("COPY --from=build /srv /opt", False),
    ],
)
def test_an_environment_comes_along_if_its_directory_or_one_above_is_copied(
    copy: str, *, known: bool
) -> None:
    files = final(f"{VENV}FROM debian:12\n{copy}\n").filesystem

    assert known == ("/opt/venv" in files.prefixes)
    assert ("/srv/venv" in files.unknown) == ("/srv/venv" in copy)


@pytest.mark.parametrize(
    ("copy", "target"),
    [
        ("/usr/bin/pip-real", "/usr/bin/pip"),
        ("/usr/bin", "/usr/bin/pip"),
        ("/usr/local/bin", None),
        ("/usr/bin/pip3", None),
    ],
)
def test_links_come_along_with_what_is_copied(copy: str, target: str | None) -> None:
    text = (
        "FROM debian:12 AS build\nRUN ln -s /opt/x/bin/pip /usr/bin/pip "
        "&& ln -s /opt/y/bin/pip /usr/bin/pip-real\n"
        f"FROM debian:12\nCOPY --from=build {copy} {copy}\n"
    )
    links = final(text).filesystem.links

    expected = {"/usr/bin/pip-real"} if copy.endswith("real") else set()
    if copy == "/usr/bin":
        expected = {"/usr/bin/pip", "/usr/bin/pip-real"}
    assert expected == {path for path in links if path.startswith("/usr/bin/pip")}
    assert (target in links) == (copy == "/usr/bin")


@pytest.mark.parametrize(
    ("copy", "filled"),
    [
        ("COPY setup.sh /usr/local/bin/", "/usr/local/bin/setup.sh"),
        ("COPY setup.sh /usr/local/bin/.", "/usr/local/bin/setup.sh"),
        ("COPY setup.sh /usr/local/bin", "/usr/local/bin"),
        ("COPY scripts /usr/local/bin/", "/usr/local/bin"),
        ("COPY *.sh /usr/local/bin/", "/usr/local/bin"),
        ("COPY .. /usr/local/bin/", "/usr/local/bin"),
        ("COPY . /", None),
        ("COPY --from=elsewhere:1 / /", "/"),
        ("COPY --from=elsewhere:1 /etc /", None),
        ("COPY --from=elsewhere:1 /usr /usr", "/usr"),
    ],
)
def test_what_a_copy_may_have_filled(copy: str, filled: str | None) -> None:
    assert ({filled} if filled else set()) == set(
        final(f"FROM debian:12\n{copy}\n").filesystem.unknown
    )


@pytest.mark.parametrize(
    ("copy", "sources"),
    [
        ("COPY a.sh /srv/b.sh", {"/srv/b.sh": ["a.sh"], "/srv/b.sh/a.sh": ["a.sh/a.sh"]}),
        ("COPY a.sh /srv/", {"/srv/a.sh": ["a.sh", "a.sh/a.sh"]}),
        ("COPY a.sh b.sh /srv", {"/srv/a.sh": ["b.sh/a.sh", "a.sh", "a.sh/a.sh"]}),
        ("COPY a.sh /srv", {"/srv/a.sh": ["a.sh/a.sh"]}),
    ],
)
def test_where_a_path_may_be_from(copy: str, sources: dict[str, list[str]]) -> None:
    files = final(f"FROM debian:12\n{copy}\n").filesystem

    assert sources == {path: files.sources_of(path) for path in sources}


@pytest.mark.parametrize(
    ("options", "links"),
    [
        ("--install /usr/bin/pip pip /opt/x/bin/pip 1", {"/usr/bin/pip": "/opt/x/bin/pip"}),
        ("--install /usr/bin/pip pip /opt/x/bin/pip", {"/usr/bin/pip": "/opt/x/bin/pip"}),
        ("--install /usr/bin/pip pip", {}),
        ("--install /usr/bin/pip pip $X 1", {"/usr/bin/pip": None}),
        (
            "--install /usr/bin/a a /opt/a 1 --slave /usr/bin/b b /opt/b",
            {"/usr/bin/a": "/opt/a", "/usr/bin/b": "/opt/b"},
        ),
    ],
)
def test_alternatives_are_links(options: str, links: dict[str, str | None]) -> None:
    stage = final(f"FROM debian:12\nRUN update-alternatives {options}\n")

    assert links == stage.filesystem.links


def test_alternatives_that_may_not_be_installed_lead_nobody_knows_where() -> None:
    run = "false || update-alternatives --install /usr/bin/pip pip /opt/x/bin/pip 1"

    assert {"/usr/bin/pip": None} == final(f"FROM debian:12\nRUN {run}\n").filesystem.links


@pytest.mark.parametrize(
    ("run", "there"),
    [
        ("rm -rf /opt/venv", False),
        ("rm -rf /opt/venv/*", False),
        ("rm -rf /opt", False),
        ("rm -rf /tmp/x /opt/venv", False),
        ("cd /opt && rm -rf venv", False),
        ("rm -rf /opt/ven", True),
        ("rm -rf $X", True),
        ("false || rm -rf /opt/venv", True),
    ],
)
def test_an_environment_is_gone_once_its_directory_is_removed(run: str, *, there: bool) -> None:
    files = final(f"FROM python:3.12\nRUN python -m venv /opt/venv\nRUN {run}\n").filesystem

    assert there == ("/opt/venv" in files.prefixes)


@pytest.mark.parametrize(
    ("run", "unknown"),
    [
        ("mv /opt/venv /srv/venv", {"/opt/venv", "/srv/venv"}),
        ("mv /opt /srv", {"/opt", "/srv"}),
        ("mv /etc/x /etc/y", {"/etc/x", "/etc/y"}),
        ("cp -r /opt/venv /srv/venv", {"/srv/venv"}),
    ],
)
def test_what_is_moved_is_not_known_at_either_end(run: str, unknown: set[str]) -> None:
    files = final(f"FROM python:3.12\nRUN python -m venv /opt/venv\nRUN {run}\n").filesystem

    assert unknown == set(files.unknown)


@pytest.mark.parametrize(
    ("run", "prefix"),
    [
        ("conda create -y -p /opt/e python=3.12", "/opt/e"),
        ("conda env create --prefix /opt/e -f env.yml", "/opt/e"),
        ("conda create -n e", None),
        ("conda install -p /opt/e python", None),
        ("conda create -p", None),
    ],
)
def test_conda_makes_an_environment_where_it_is_told_to(run: str, prefix: str | None) -> None:
    prefixes = final(f"FROM debian:12\nRUN {run}\n").filesystem.prefixes

    assert (set() if prefix is None else {prefix}) == set(prefixes)
    assert all("conda" == one.kind for one in prefixes.values())


def test_a_removed_link_leads_nowhere() -> None:
    run = "ln -s /opt/x/bin/pip /usr/bin/pip && rm /usr/bin/pip"

    assert {} == final(f"FROM debian:12\nRUN {run}\n").filesystem.links


@pytest.mark.parametrize(("before", "known"), [(MOST_ENTRIES - 1, True), (MOST_ENTRIES, False)])
def test_a_program_is_looked_for_in_so_many_directories(before: int, *, known: bool) -> None:
    path = ":".join(["/opt/java"] * before + ["/usr/bin"])

    assert ("/usr/bin/python3" if known else None) == Filesystem().find("python3", path)


@pytest.mark.parametrize(
    "run",
    [
        "python -m venv /opt/v",
        "python3 -m virtualenv --seeder pip /opt/v",
        "virtualenv -p python3.12 /opt/v",
        "uv venv /opt/v",
    ],
)
def test_one_environment_is_made_and_nothing_else(run: str) -> None:
    text = f"FROM debian:12\nWORKDIR /srv\nRUN {run}\n"

    assert ["/opt/v"] == list(final(text).filesystem.prefixes)


@pytest.mark.parametrize(
    ("add", "unknown"),
    [
        ("ADD a.tar.gz /", {"/"}),
        ("ADD a.TGZ /opt/", {"/opt"}),
        ("ADD $UNSEEN /", {"/"}),
        ("ADD https://a.example/b.tar.gz /opt/", {"/opt/b.tar.gz"}),
        ("ADD --unpack=true https://a.example/b.tar.gz /opt/", {"/opt"}),
        ("ADD a.txt /opt/", {"/opt/a.txt"}),
        ("ADD a.txt /", set()),
        ("COPY a.tar.gz /opt/", {"/opt/a.tar.gz"}),
    ],
)
def test_an_archive_that_is_added_may_fill_its_target(add: str, unknown: set[str]) -> None:
    assert unknown == set(final(f"FROM ubuntu\n{add}\n").filesystem.unknown)


@pytest.mark.parametrize(
    ("run", "unknown"),
    [
        ("tar xzf a.tgz", {"/x"}),
        ("unzip a.zip -d/opt", {"/x", "/opt"}),
        ("tar xzf a.tgz --directory=/opt", {"/x", "/opt"}),
        ("tar xzf a.tgz -C /opt", {"/x", "/opt"}),
        ("cd / && tar xzf a.tgz", set()),
    ],
)
def test_an_archive_is_unpacked_where_the_program_runs_or_is_told(
    run: str, unknown: set[str]
) -> None:
    assert unknown == set(final(f"FROM ubuntu\nWORKDIR /x\nRUN {run}\n").filesystem.unknown)


def test_an_installation_that_is_copied_often_is_brought_once() -> None:
    """Each of these stages would bring twice what the one before it does."""
    copy = "COPY --from=s{0} /databricks /databricks\n" * 2
    first = (
        "FROM databricksruntime/standard:15.4-LTS AS s0\n"
        "RUN /databricks/python3/bin/pip install a\n"
    )
    others = [
        f"FROM databricksruntime/minimal:15.4-LTS AS s{n + 1}\n{copy.format(n)}" for n in range(60)
    ]

    assert ["a"] == [one.packages[0].text for one in final(first + "".join(others)).brought]


def test_of_too_many_links_none_is_looked_at_when_a_directory_is_copied() -> None:
    links = "".join(f"RUN ln -s /a /opt/{n}\n" for n in range(MOST_COPIED + 1))
    stage = final(f"FROM ubuntu AS build\n{links}FROM ubuntu\nCOPY --from=build /opt /opt\n")

    assert {} == stage.filesystem.links
    assert {"/opt"} == set(stage.filesystem.unknown)


def test_of_very_many_environments_the_last_ones_are_not_known() -> None:
    made = "".join(f"RUN python3 -m venv /v{n}\n" for n in range(MOST_COPIED + 1))
    files = final(f"FROM ubuntu\n{made}").filesystem

    assert MOST_COPIED == len(files.prefixes)
    assert {f"/v{MOST_COPIED}"} == set(files.unknown)
