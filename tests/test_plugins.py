"""Packs, readers, reporters: ours, a plugin's, a user's directories, and what goes wrong."""

from __future__ import annotations

import json
import os
import shutil
import sys
from importlib import import_module
from textwrap import dedent
from types import ModuleType

import pytest

from built import ROOT, run, succeed
from dcslint.config import ConfigurationError
from dcslint.plugins import Pack, asking, builtin, hookspecs, load_installation
from dcslint.plugins.asking import PlainHooks, offers_of
from dcslint.plugins.entry_points import installed_plugins
from dcslint.plugins.faults import OfferError
from dcslint.plugins.index import build_index, checks_of
from dcslint.plugins.marked import MarkedHooks
from dcslint.rulebook.card import CardError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Write = Callable[[Mapping[str, str]], Path]

ACME = ROOT / "examples" / "dcslint-acme"
PROJECT = {
    "Dockerfile": 'FROM databricksruntime/standard:15.4-LTS\nENTRYPOINT ["/start.sh"]\n',
    "nightly.images": "databricksruntime/standard:15.4-LTS\nacme/other:1 # by hand\n",
}
CARD = """\
---
severity: warning
check: {check}
with: {{keyword: SHELL}}
message: "SHELL, of all things"
source: ["our handbook"]
since: "1"
---
# SHELL that is there

We do not want it.
"""


@pytest.fixture(scope="session")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory for `sys.path` into which pip has installed the example plugin."""
    pytest.importorskip("hatchling")
    target = tmp_path_factory.mktemp("acme")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    succeed(run([*pip, "--no-build-isolation", "--target", target, ACME], target))
    return target


def dcslint(
    *arguments: str, cwd: Path, path: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run dcslint in a process of its own, with a directory put before `sys.path`."""
    return run([sys.executable, "-m", "dcslint", *arguments], cwd, _with(path))


def _with(path: Path | None) -> dict[str, str]:
    directories = [str(path) if path else "", str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]
    return {"PYTHONPATH": os.pathsep.join(filter(None, directories))}


# An installed plugin


def test_a_plugins_pack_and_reader_and_reporter_work_once_it_is_installed(
    acme: Path, write_files: Write
) -> None:
    completed = dcslint("--format", "tally", ".", cwd=write_files(PROJECT), path=acme)

    assert "" == completed.stderr
    assert "acme/digest-missing\t2\nacme/label-missing\t1\nentrypoint-never-runs\t1\n" in (
        completed.stdout
    )
    assert 1 == completed.returncode


def test_a_pack_is_selected_by_its_name(acme: Path, write_files: Write) -> None:
    completed = dcslint("--select", "acme", ".", cwd=write_files(PROJECT), path=acme)

    assert "nightly.images:2:1: note: acme/other:1 is not fixed" in completed.stdout
    assert "[acme/label-missing]" in completed.stdout
    assert "[entrypoint-never-runs]" not in completed.stdout


def test_a_plugins_rule_is_explained_from_its_card(acme: Path, tmp_path: Path) -> None:
    shown = succeed(dcslint("rules", "explain", "acme/label-missing", cwd=tmp_path, path=acme))

    assert "Acme's registry deletes an image after 30 days" in shown


def test_a_plugins_tables_lie_over_ours(acme: Path, tmp_path: Path) -> None:
    shown = succeed(dcslint("facts", cwd=tmp_path, path=acme))

    assert "docker-hub" in shown
    assert "Acme's handbook, registries" in shown


def test_a_plugin_can_run_the_examples_of_its_cards(acme: Path, tmp_path: Path) -> None:
    tests = ACME / "tests"
    pytest_alone = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-c",
        os.devnull,
    ]

    shown = succeed(run([*pytest_alone, "--rootdir", tests, tests], tmp_path, _with(acme)))

    assert "5 passed" in shown


def test_a_module_named_on_the_command_line_is_a_plugin(acme: Path, write_files: Write) -> None:
    files = write_files(PROJECT)
    (files / "plugins").mkdir()
    (files / "plugins" / "dcslint_acme").symlink_to(acme / "dcslint_acme")
    with_option = ("--plugin", "dcslint_acme", "--select", "acme", "Dockerfile")

    without = dcslint("--select", "acme", "Dockerfile", cwd=files, path=files / "plugins")
    completed = dcslint(*with_option, cwd=files, path=files / "plugins")
    twice = dcslint(*with_option, cwd=files, path=acme)

    assert 2 == without.returncode
    assert "[acme/label-missing]" in completed.stdout
    assert completed.stdout == twice.stdout


def test_pluggy_is_imported_only_where_a_plugin_imports_it(acme: Path, tmp_path: Path) -> None:
    (tmp_path / "marked.py").write_text(MARKED)
    code = (
        "import sys; sys.path.append('.'); from dcslint.plugins import load_installation;"
        "found = load_installation(plugins=sys.argv[1:]);"
        "print('pluggy' in sys.modules, *(pack.name for pack in found.packs))"
    )
    command = [sys.executable, "-c", code]

    assert ["False"] == succeed(run([*command], tmp_path, _with(None))).split()
    assert ["False", "acme"] == succeed(run([*command], tmp_path, _with(acme))).split()
    marked = succeed(run([*command, "marked"], tmp_path, _with(acme))).split()
    assert ["True", "acme", "one", "two"] == marked


MARKED = """
from dcslint.plugins import Pack
from dcslint.plugins.hookspecs import hookimpl

def dcslint_packs():
    return [Pack("two")]

@hookimpl(specname="dcslint_packs")
def more_packs():
    return [Pack("one")]
"""


def test_a_pack_with_an_index_made_ahead_is_not_read_again(
    write_files: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = """
        import os
        from dcslint.plugins import Pack
        HERE = os.path.dirname(__file__)
        def dcslint_packs():
            index = os.path.join(HERE, "index.json")
            return [Pack("ahead", rules=os.path.join(HERE, "rules"), index=index)]
        """
    card = CARD.format(check="ignored_instruction")
    files = write_files({"made_ahead.py": dedent(source), "rules/image/shell-there.md": card})
    checks = checks_of(builtin.dcslint_packs()[0])
    index = build_index(Pack("ahead", rules=str(files / "rules")), checks)
    (files / "index.json").write_text(json.dumps(index).replace("of all things", "as ever"))
    monkeypatch.syspath_prepend(files)

    installation = load_installation(plugins=["made_ahead"])

    rule = installation.rulebook.rules["ahead/shell-there"]
    assert "SHELL, as ever" == rule.message
    assert card == installation.read_card(rule.path)


def test_an_index_is_written_compared_and_read(
    acme: Path, tmp_path: Path, write_files: Write
) -> None:
    moved = tmp_path / "elsewhere"
    shutil.copytree(acme, moved)
    index = moved / "dcslint_acme" / "index.json"
    files = write_files(PROJECT)
    without = dcslint(".", cwd=files, path=acme).stdout

    missing = dcslint("rules", "index", "--check", cwd=files, path=moved)
    succeed(dcslint("rules", "index", "acme", cwd=files, path=moved))
    checked = dcslint("rules", "index", "--check", cwd=files, path=moved)
    used = dcslint(".", cwd=files, path=moved).stdout
    again = tmp_path / "again"
    shutil.move(moved, again)
    explained = succeed(dcslint("rules", "explain", "acme/label-missing", cwd=files, path=again))
    card = again / "dcslint_acme" / "rules" / "image" / "label-missing.md"
    card.write_text(card.read_text().replace("no one can be asked", "nobody can be asked"))
    stale = dcslint("rules", "index", "--check", cwd=files, path=again)

    assert 1 == missing.returncode
    assert "index.json is not there: 'dcslint rules index acme' writes it" in missing.stderr
    assert 0 == checked.returncode
    assert "acme/label-missing" in used
    assert without == used
    assert "acme/label-missing" in explained
    assert 1 == stale.returncode
    assert "index.json is stale: 'dcslint rules index acme' writes it anew" in stale.stderr
    index = again / "dcslint_acme" / "index.json"
    for content in (index.read_text().replace('"format":2', '"format":1'), "[]"):
        index.write_text(content)
        assert "nobody can be asked" in dcslint(".", cwd=files, path=again).stdout


def test_the_index_of_a_pack_that_has_none_is_wrong_usage(tmp_path: Path, acme: Path) -> None:
    nothing = dcslint("rules", "index", cwd=tmp_path, path=tmp_path)
    unknown = dcslint("rules", "index", "acmee", cwd=tmp_path, path=acme)

    assert 2 == nothing.returncode
    assert "no plugin has a pack with an index" in nothing.stderr
    assert 2 == unknown.returncode
    assert "did you mean 'acme'" in unknown.stderr


# Asking with pluggy and without

ASKED = {
    "all": (
        """
from dcslint.plugins import Pack
def dcslint_packs(): return [Pack('a'), Pack('b')]
def dcslint_reporters(): return {'c': 'd:e'}
""",
        "['a', 'b'] [] {'c': 'd:e'}",
    ),
    "none": ("def dcslint_packs(): return None", "[] [] {}"),
    "unknown": ("def dcslint_pack(): return []", "there is no hook dcslint_pack"),
    "empty": ("dcslint_packs = 1", "a module without a dcslint_… function"),
    "nameless": (
        "from dcslint.plugins import Pack\ndef dcslint_packs(): return [Pack('')]",
        "a pack needs a name",
    ),
}


def test_the_built_in_parts_are_the_same_through_pluggy_and_without_it() -> None:
    (ours,), failures = offers_of({}, ())
    installation = load_installation()

    assert [] == failures
    assert [type(one) for one in ours.formats] == [type(one) for one in installation.formats]
    assert list(ours.reporters) == list(installation.reporters)
    assert [pack.rules for pack in ours.packs] == [pack.rules for pack in installation.packs]


@pytest.mark.parametrize("hooks", ["plain", "marked"])
@pytest.mark.parametrize(("source", "expected"), list(ASKED.values()), ids=list(ASKED))
def test_a_plugin_answers_the_same_through_pluggy_and_without_it(
    hooks: str, source: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin = ModuleType("asked")
    exec(source, vars(plugin))
    way = {"plain": lambda _, plugin: PlainHooks(plugin), "marked": MarkedHooks}[hooks]
    monkeypatch.setattr(asking, "_hooks_of", way)

    try:
        offer = asking.offer_of("asked", plugin)
        found = f"{[pack.name for pack in offer.packs]} {offer.formats} {offer.reporters}"
    except OfferError as error:
        found = str(error)

    assert expected == found


def test_the_hooks_are_those_that_pluggy_knows() -> None:
    assert set(asking.HOOKS) == {name for name in vars(hookspecs) if name.startswith(asking.PREFIX)}


def test_every_card_is_a_rule_and_can_be_read_again() -> None:
    installation = load_installation()
    cards = {path.stem for path in (ROOT / "rules").glob("*/*.md")}

    assert cards == set(installation.rulebook.rules)
    for rule in installation.rulebook.rules.values():
        assert rule.title in installation.read_card(rule.path)


def test_every_built_in_reporter_can_be_imported() -> None:
    reporters = load_installation().reporters

    assert {"text", "json", "sarif"} <= set(reporters)
    assert all(callable(reporters[name]) for name in reporters)


# Plugins that fail


def packs(*arguments: str) -> str:
    """The source of a plugin that gives these packs."""
    given = ", ".join(f"Pack({argument})" for argument in arguments)
    return f"from dcslint.plugins import Pack\ndef dcslint_packs(): return [{given}]"


BROKEN = {
    "import": ("raise RuntimeError('no licence')", "RuntimeError: no licence"),
    "exit": ("raise SystemExit(3)", "SystemExit: 3"),
    "hook": ("def dcslint_packs(): return 1 / 0", "ZeroDivisionError: division by zero"),
    "pack": ("def dcslint_packs(): return ['acme']", "dcslint_packs gives str, not Pack"),
    "misspelt": ("def dcslint_pack(): return []", "there is no hook dcslint_pack"),
    "empty": ("packs = []", "a module without a dcslint_… function"),
    "nameless": (packs("''"), "a pack needs a name"),
    "name": (packs("'A B'"), "a pack's name is lower-case words joined by '-', not 'A B'"),
    "format": ("def dcslint_readers(): return [object()]", "the reader object has no name"),
    "missing": ("def dcslint_readers(): return ['nowhere:X']", "No module named 'nowhere'"),
    "checks": (packs("'acme', checks=['nowhere']"), "No module named 'nowhere'"),
    "directory": (packs("'acme', rules='no/such/place'"), "no/such/place"),
}


@pytest.mark.parametrize(("kind", "source", "reason"), [(kind, *BROKEN[kind]) for kind in BROKEN])
def test_a_plugin_that_fails_is_named_and_the_rest_goes_on(
    kind: str, source: str, reason: str, write_files: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"broken_{kind}"
    monkeypatch.syspath_prepend(write_files({f"{name}.py": source}))

    installation = load_installation(plugins=[name])

    (failure,) = installation.failures
    assert failure.message.startswith(f"plugin {name}: ")
    assert reason in failure.message
    assert "entrypoint-never-runs" in installation.rulebook.rules


def test_a_run_with_a_failing_plugin_writes_its_output_and_ends_with_2(write_files: Write) -> None:
    files = write_files({**PROJECT, "path/broken.py": "raise RuntimeError('no licence')"})

    completed = dcslint("--plugin", "broken", "Dockerfile", cwd=files, path=files / "path")

    assert 2 == completed.returncode
    assert "[entrypoint-never-runs]" in completed.stdout
    (line,) = completed.stderr.splitlines()
    assert "plugin broken: RuntimeError: no licence" in line


def test_a_wrong_card_of_a_plugin_is_named_with_its_line(
    write_files: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = """
        import os
        from dcslint.plugins import Pack
        def dcslint_packs():
            return [Pack("cards", rules=os.path.join(os.path.dirname(__file__), "rules"))]
        """
    files = {
        "wrong_cards.py": dedent(source),
        "rules/image/x.md": CARD.format(check="ignored_instructions"),
    }
    monkeypatch.syspath_prepend(write_files(files))

    (failure,) = load_installation(plugins=["wrong_cards"]).failures

    assert failure.message.startswith("plugin wrong_cards: ")
    assert (
        "x.md:3: there is no check 'ignored_instructions'; did you mean 'ignored_instruction'"
        in failure.message
    )


# Names that clash

CLASHES = {
    "reporter": (
        "def dcslint_reporters(): return {'text': print}",
        "dcslint and clash_reporter both bring a reporter 'text'",
    ),
    "group": (packs("'image'"), "'image' would be both a pack and a group of rules"),
    "all": (packs("'all'"), "'all' would be both a pack and a group of rules"),
    "pack": (packs("'a'", "'a'"), "there is a pack 'a' already"),
}


@pytest.mark.parametrize(("kind", "source", "reason"), [(kind, *CLASHES[kind]) for kind in CLASHES])
def test_a_clash_of_names_ends_the_run(
    kind: str, source: str, reason: str, write_files: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(write_files({f"clash_{kind}.py": source}))

    with pytest.raises(ConfigurationError) as caught:
        load_installation(plugins=[f"clash_{kind}"])

    assert reason in str(caught.value)


def test_a_reporter_that_cannot_be_imported_is_named_when_it_is_asked_for(
    write_files: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "def dcslint_reporters(): return {'late': 'nowhere:report'}"
    monkeypatch.syspath_prepend(write_files({"late_reporter.py": source}))
    installation = load_installation(plugins=["late_reporter"])

    assert [] == installation.failures
    with pytest.raises(ConfigurationError, match="plugin late_reporter: reporter late: "):
        installation.reporters["late"]


# Directories of the user


def test_a_users_cards_may_name_our_checks(write_files: Write) -> None:
    card = CARD.format(check="ignored_instruction")
    files = write_files({"mine/image/shell-there.md": card, "mine/README.md": "not a card"})
    (files / "Dockerfile").write_text('FROM databricksruntime/standard:15.4-LTS\nSHELL ["sh"]\n')

    completed = dcslint("--rules", "mine", "Dockerfile", cwd=files)

    assert "Dockerfile:2:1: warning: SHELL, of all things [shell-there]" in completed.stdout


def test_a_users_cards_may_name_a_plugins_checks(acme: Path, write_files: Write) -> None:
    card = CARD.format(check="acme/label_missing").replace("keyword: SHELL", "label: mine")
    files = write_files({**PROJECT, "mine/image/label-of-mine.md": card})

    completed = dcslint("--rules", "mine", "Dockerfile", cwd=files, path=acme)

    assert "[label-of-mine]" in completed.stdout


def test_a_users_rule_cannot_take_the_name_of_ours(write_files: Write) -> None:
    files = write_files({"image/cmd-never-runs.md": CARD.format(check="ignored_instruction")})

    with pytest.raises(CardError, match=r"rule cmd-never-runs is defined in .* and in "):
        load_installation(rules=[str(files)])


def test_our_own_cards_named_as_the_users_are_loaded_once() -> None:
    named = load_installation(rules=[str(ROOT / "rules")])

    assert list(load_installation().rulebook.rules) == list(named.rulebook.rules)


def test_a_wrong_card_of_the_user_is_said_with_its_line(write_files: Write) -> None:
    files = write_files({"image/x.md": CARD.format(check="ignored_instruction") + "## Ugly\n"})

    with pytest.raises(CardError, match=r"image/x\.md:12: a heading starts with 'Bad' or 'Good'"):
        load_installation(rules=[str(files)])


def test_a_card_outside_of_a_group_is_refused(write_files: Write) -> None:
    files = write_files({"x.md": CARD.format(check="ignored_instruction")})

    with pytest.raises(CardError, match="a card lies in a folder, its group"):
        load_installation(rules=[str(files)])


def test_directories_that_are_not_there_are_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"--rules no/such: .*No such file"):
        load_installation(rules=["no/such"])
    with pytest.raises(ConfigurationError, match=r"--facts no/such: .*No such file"):
        load_installation(facts=["no/such"])


def test_a_users_rows_lie_over_ours(write_files: Write) -> None:
    row = "{name: acme, kind: quay, host: '^a$', basic_auth: needed, mark: K, checked: 2026-01-01"
    files = write_files({"registries.yaml": f"rows: [{row}, source: us}}]\n"})

    ours = load_installation().facts.tables["registries"]["rows"]
    rows = load_installation(facts=[str(files)]).facts.tables["registries"]["rows"]

    assert ours == rows[:-1]
    assert "acme" == rows[-1]["name"]


def test_a_users_row_without_a_source_is_refused(write_files: Write) -> None:
    files = write_files({"registries.yaml": "rows:\n- {name: acme}\n"})

    with pytest.raises(ConfigurationError, match=r"registries\.yaml:2: "):
        load_installation(facts=[str(files)])


# Finding what is installed


def _distribution(name: str, entry_points: str) -> dict[str, str]:
    return {f"{name}.dist-info/entry_points.txt": entry_points}


def test_entry_points_of_other_groups_and_comments_are_passed_over(write_files: Write) -> None:
    text = """
        # [dcslint]
        [console_scripts]
        tool = tool:main
        [dcslint]
        ; none = none
        two = acme.two : plugin [extra]
        one=acme.one
        [dcslint.other]
        three = acme.three
        """
    files = write_files({**_distribution("acme-1.0", dedent(text)), "b-1.egg-info/PKG-INFO": ""})

    assert {"one": "acme.one", "two": "acme.two:plugin"} == installed_plugins([str(files)])
    assert {} == installed_plugins(["", str(files / "nowhere")])


def test_the_first_distribution_of_a_name_hides_the_others(write_files: Write) -> None:
    new = {f"new/{path}": text for path, text in _distribution("A_b-2", "[dcslint]\na=new").items()}
    old = {f"old/{path}": text for path, text in _distribution("a.b-1", "[dcslint]\na=old").items()}
    files = write_files({**new, **old})

    assert {"a": "new"} == installed_plugins([str(files / "new"), str(files / "old")])


def test_an_editable_install_is_one_distribution_though_its_tree_has_metadata_too(
    write_files: Write,
) -> None:
    text = "[dcslint]\na = acme\n"
    tree = {"tree/acme_pack.egg-info/entry_points.txt": text}
    files = write_files({**_distribution("site/acme_pack-1.0", text), **tree})

    assert {"a": "acme"} == installed_plugins([str(files / "site"), str(files / "tree")])


def test_two_distributions_cannot_bring_a_plugin_of_one_name(write_files: Write) -> None:
    one = _distribution("one-1", "[dcslint]\na = x\n")
    files = write_files({**one, **_distribution("two-1", "[dcslint]\na = y\n")})

    with pytest.raises(ValueError, match="one and two both bring a plugin 'a'"):
        installed_plugins([str(files)])


def test_the_linted_repository_cannot_bring_a_plugin(write_files: Write) -> None:
    evil = _distribution("evil-1", "[dcslint]\nevil = evil\n")
    files = write_files({**PROJECT, **evil, "evil.py": "open('ran', 'w').close()"})

    dcslint("Dockerfile", cwd=files)
    run([sys.executable, "-m", "dcslint", "."], files, {"PYTHONPATH": f"{files}:{ROOT / 'src'}"})

    assert not (files / "ran").exists()


def test_a_plugin_finds_what_the_hooks_promise() -> None:
    specified = {name for name in vars(builtin) if name.startswith("dcslint_")}
    hooks = vars(import_module("dcslint.plugins.hookspecs"))

    assert specified == {name for name in hooks if name.startswith("dcslint_")}
