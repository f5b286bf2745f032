"""What a user gets: the sdist, the wheel, an editable install, each seen from another directory."""

from __future__ import annotations

import email
import os
import tarfile
import zipfile

import pytest

import dcslint
from built import ROOT, Distributions, Environment, copy_source, succeed
from dcslint.plugins import builtin
from dcslint.plugins.index import build_index, key_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Any

    Write = Callable[[Mapping[str, str]], Path]

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("built")]

# A pip install on a slow line should not be felt; cards are a quarter of it.
MOST_BYTES = 1024 * 1024
BAD = {"Dockerfile": 'FROM databricksruntime/standard:15.4-LTS\nENTRYPOINT ["/start.sh"]\n'}
CARD = "rules/image/entrypoint-never-runs.md"


def contents(wheel: Path) -> dict[str, bytes]:
    """The files in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# The wheel


def test_the_wheel_carries_every_card_and_table(distributions: Distributions) -> None:
    inside = contents(distributions.wheel)
    rules = [path for path in (ROOT / "rules").rglob("*") if path.suffix in (".md", ".yaml")]

    assert rules
    for path in rules:
        name = f"dcslint/{path.relative_to(ROOT).as_posix()}"
        assert path.read_bytes() == inside[name]


def test_the_wheel_carries_an_index_equal_to_a_fresh_one(distributions: Distributions) -> None:
    inside = contents(distributions.wheel)
    (pack,) = builtin.dcslint_packs()

    fresh = build_index(pack)

    module: dict[str, Any] = {}
    exec(inside["dcslint/own_index.py"], module)
    assert module["index"]() == {
        **fresh,
        "version": dcslint.__version__,
        "key": key_of(pack, dcslint.__version__),
    }
    assert {path.stem for path in (ROOT / "rules").glob("*/*.md")} == {
        definition["name"] for definition in fresh["rules"]
    }


def test_the_key_of_the_index_changes_with_a_card_a_table_and_the_version(tmp_path: Path) -> None:
    tree = copy_source(tmp_path)
    (own,) = builtin.dcslint_packs()
    own.rules, own.facts = str(tree / "rules"), str(tree / "rules" / "facts")
    keys = [key_of(own, "1"), key_of(own, "2")]

    for changed in (CARD, "rules/facts/runtimes.yaml"):
        path = tree / changed
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        keys.append(key_of(own, "2"))

    assert len(keys) == len(set(keys))
    assert keys[-1] == key_of(own, "2")


def test_the_wheel_carries_the_manual_page_and_the_scripts_of_completions(
    distributions: Distributions,
) -> None:
    inside = contents(distributions.wheel)
    scripts = ROOT / "src" / "dcslint" / "cli" / "completion_scripts"
    data = {name for name in inside if ".data/" in name}

    (page,) = data
    assert page.endswith(".data/data/share/man/man1/dcslint.1")
    assert (ROOT / "docs" / "dcslint.1").read_bytes() == inside[page]
    assert {f"dcslint/cli/completion_scripts/{path.name}" for path in scripts.iterdir()} <= set(
        inside
    )


def test_the_wheel_built_from_the_sdist_is_the_same(distributions: Distributions) -> None:
    assert contents(distributions.wheel) == contents(distributions.wheel_of_sdist)


def test_the_wheel_is_small_and_holds_nothing_else(distributions: Distributions) -> None:
    tops = {name.partition("/")[0] for name in contents(distributions.wheel)}
    suffixes = {name.rpartition(".")[2] for name in contents(distributions.wheel)}

    own = f"dcslint-{dcslint.__version__}"
    assert {"dcslint", f"{own}.data", f"{own}.dist-info"} == tops
    assert "pyc" not in suffixes
    assert distributions.wheel.stat().st_size <= MOST_BYTES


def test_the_wheel_says_what_it_is(distributions: Distributions) -> None:
    inside = contents(distributions.wheel)
    information = f"dcslint-{dcslint.__version__}.dist-info"
    metadata = email.message_from_bytes(inside[f"{information}/METADATA"])
    needed = {line for line in metadata.get_all("Requires-Dist", []) if "extra" not in line}

    assert dcslint.__version__ == metadata["Version"]
    assert ">=3.11" == metadata["Requires-Python"]
    assert "Apache-2.0" == metadata["License-Expression"]
    assert {"pyyaml>=6", "pluggy>=1.5", "jsonschema>=4.20"} == {line.lower() for line in needed}
    assert b"dcslint = dcslint.cli:main" in inside[f"{information}/entry_points.txt"]
    assert "dcslint/py.typed" in inside
    assert (ROOT / "LICENSE").read_bytes() == inside[f"{information}/licenses/LICENSE"]


def test_the_sdist_holds_what_a_build_and_the_tests_need(distributions: Distributions) -> None:
    with tarfile.open(distributions.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert {
        "pyproject.toml",
        "hatch_build.py",
        "LICENSE",
        CARD,
        "tests/built.py",
        "action.yml",
    } <= names
    assert "editors/vscode/src/extension.ts" in names
    # What npm makes there is git-ignored.
    assert not any(name.startswith("editors/vscode/node_modules") for name in names)
    assert not any("__pycache__" in name or name.endswith(".pyc") for name in names)


# Installed elsewhere


def test_an_installed_wheel_lints_from_another_directory(
    installed: Environment, write_files: Write
) -> None:
    completed = installed.dcslint("Dockerfile", cwd=write_files(BAD))

    assert "" == completed.stderr
    assert "Dockerfile:2:1: warning: ENTRYPOINT never runs" in completed.stdout
    assert 1 == completed.returncode


def test_an_installed_wheel_explains_a_rule_from_its_card(
    installed: Environment, tmp_path: Path
) -> None:
    shown = succeed(installed.dcslint("rules", "explain", "entrypoint-never-runs", cwd=tmp_path))

    assert "Move it into an init script" in shown


def test_an_installed_wheel_has_its_manual_page_and_completions(
    installed: Environment, tmp_path: Path
) -> None:
    page = installed.bin.parent / "share" / "man" / "man1" / "dcslint.1"

    assert page.is_file()
    assert "complete " in succeed(installed.dcslint("completions", "bash", cwd=tmp_path))


def test_an_installed_wheel_runs_the_examples_of_its_cards(
    installed: Environment, tmp_path: Path
) -> None:
    succeed(installed.dcslint("rules", "test", cwd=tmp_path))


def test_a_run_of_an_installed_wheel_writes_nothing_beside_it(
    installed: Environment, write_files: Write
) -> None:
    def files() -> set[str]:
        package = installed.site_packages / "dcslint"
        return {
            os.path.join(directory, name)
            for directory, _, names in os.walk(package)
            for name in names
            if not name.endswith(".pyc")
        }

    before = files()
    installed.dcslint("Dockerfile", cwd=write_files(BAD))

    assert before == files()


# Editable


def test_an_edited_card_holds_in_the_next_run_of_an_editable_install(
    environment: Environment, tmp_path: Path, write_files: Write
) -> None:
    tree = copy_source(tmp_path / "tree")
    environment.install("--editable", tree)
    project = write_files(BAD)
    _edit(tree / CARD, "ENTRYPOINT never runs", "ENTRYPOINT is of no use")

    completed = environment.dcslint("Dockerfile", cwd=project)

    assert "ENTRYPOINT is of no use" in completed.stdout
    assert not (environment.site_packages / "dcslint").exists()

    # What an older build backend left behind, or an interrupted uninstall.
    stale = environment.site_packages / "dcslint"
    stale.mkdir()
    (copy_source(tmp_path / "old") / "rules").rename(stale / "rules")
    (stale / "own_index.py").write_text("def index(): return {'rules': [], 'facts': {}}\n")
    completed = environment.dcslint("Dockerfile", cwd=project)

    assert "ENTRYPOINT is of no use" in completed.stdout


def test_a_new_card_is_a_rule_in_the_next_run_of_an_editable_install(
    environment: Environment, tmp_path: Path, write_files: Write
) -> None:
    tree = copy_source(tmp_path / "tree")
    environment.install("--editable", tree)
    text = (tree / CARD).read_text(encoding="utf-8").replace("ENTRYPOINT", "STOPSIGNAL")
    (tree / "rules" / "image" / "stopsignal-there.md").write_text(text, encoding="utf-8")
    bad = {"Dockerfile": "FROM databricksruntime/standard:15.4-LTS\nSTOPSIGNAL TERM\n"}

    completed = environment.dcslint("Dockerfile", cwd=write_files(bad))

    assert "Dockerfile:2:1: warning: STOPSIGNAL never runs" in completed.stdout


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
