"""The walls: who may import whom, what a start may import, and how modules look."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest

from built import ROOT, run, succeed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    Write = Callable[[Mapping[str, str]], Path]

SOURCE = ROOT / "src" / "dcslint"
MODULES = sorted(SOURCE.rglob("*.py"))
LONGEST_MODULE = 400
# Top to bottom, as in the design: a module imports from its own package and from lower layers only.
# Those of one layer are strangers to each other.
LAYERS = [
    {"__main__"},
    {"cli"},
    {"lsp"},
    {"testing"},
    {"plugins"},
    {"reporters", "fixer", "suppress"},
    {"engine"},
    {"rulebook"},
    {"checks"},
    {"model"},
    {"readers"},
    {"facts", "config", "diagnostic"},
    {"source"},
]
# Names that tell a reader nothing about what is inside.
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "base", "manager", "common", "misc"}
# Each costs a start more than it may; see the design's figures.
COSTLY = {
    "argparse",
    "asyncio",
    "concurrent",
    "dataclasses",
    "importlib.metadata",
    "importlib.resources",
    "inspect",
    "jsonschema",
    "logging",
    "pathlib",
    "pluggy",
    "subprocess",
    "typing",
    "urllib.request",
    "yaml",
}


def name_of(path: Path) -> str:
    """A module's path below the package: "cli/check.py"."""
    return path.relative_to(SOURCE).as_posix()


def part_of(path: Path) -> str:
    """The part of the package that a module belongs to: "cli", "engine"; "" for `__init__`."""
    first = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def layer_of(part: str) -> int:
    """The number of a part's layer, 0 at the top."""
    return next(number for number, layer in enumerate(LAYERS) if part in layer)


def imports_of(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    """(module, name or "", line) of every import of ours, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "", node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "relative imports hide which layer is meant"
            yield from ((node.module or "", alias.name, node.lineno) for alias in node.names)


def parsed(path: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def violations(path: Path, tree: ast.AST) -> list[str]:
    """The imports of a module that its layer does not allow."""
    own = part_of(path)
    found = []
    for module, name, line in imports_of(tree):
        package, _, rest = module.partition(".")
        if package != "dcslint":
            continue
        part = rest.partition(".")[0] or (name if (SOURCE / name).exists() else "")
        if part and part != own and (not own or layer_of(part) <= layer_of(own)):
            found.append(f"{name_of(path)}:{line}: {own or 'dcslint'} imports {part}")
    return found


def test_every_part_of_the_package_has_a_layer() -> None:
    parts = {part_of(path) for path in MODULES} - {""}

    assert set() == parts - set().union(*LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_from_below(path: Path) -> None:
    assert [] == violations(path, parsed(path))


def test_an_import_from_above_would_be_seen() -> None:
    above = ast.parse(
        "def f():\n    from dcslint.engine import Engine\n    from dcslint import cli"
    )
    beside = ast.parse("import dcslint.config")

    assert ["source/x.py:2: source imports engine", "source/x.py:3: source imports cli"] == (
        violations(SOURCE / "source" / "x.py", above)
    )
    assert ["facts/x.py:1: facts imports config"] == violations(SOURCE / "facts" / "x.py", beside)
    assert [] == violations(SOURCE / "cli" / "x.py", above)


def test_the_rulebook_takes_from_checks_only_the_mark() -> None:
    taken = {
        name
        for path in (SOURCE / "rulebook").glob("*.py")
        for module, name, _ in imports_of(parsed(path))
        if module.startswith("dcslint.checks")
    }

    assert {"CASES"} == taken


def test_only_the_front_end_and_plugins_touch_the_disk_the_console_or_the_environment() -> None:
    """Elsewhere it would make the core unfit for an editor; `testing` is for the disk of a pack."""
    found = []
    for path in MODULES:
        if part_of(path) in {"cli", "plugins", "testing", "__main__"}:
            continue
        for node in ast.walk(parsed(path)):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id
            imported = isinstance(node, ast.Import) and {alias.name for alias in node.names}
            if called in {"open", "print", "input"} or (imported and {"os", "sys"} & imported):
                found.append(f"{name_of(path)}:{node.lineno}")  # type: ignore[attr-defined]

    assert [] == found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_of_a_size_to_read_and_says_what_it_is_for(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())

    assert lines <= LONGEST_MODULE
    assert ast.get_docstring(parsed(path))


def test_no_module_has_an_empty_name() -> None:
    words = {word for path in MODULES for word in name_of(path).removesuffix(".py").split("/")}

    assert set() == words & EMPTY_NAMES


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {path.parent for path in MODULES}

    assert [] == [name_of(folder) for folder in folders if not (folder / "__init__.py").exists()]


# What a start imports


@pytest.fixture(scope="module")
def imported(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The modules that a run of the wheel over a Dockerfile and a cluster spec imports."""
    project = tmp_path_factory.mktemp("start")
    (project / "Dockerfile").write_text("FROM databricksruntime/standard:15.4-LTS\nRUN pip list\n")
    spec = '{"spark_version": "15.4.x-scala2.12", "docker_image": {"url": "a/b:1"}}'
    (project / "cluster.json").write_text(spec)
    code = (
        "import sys\n"
        "before = set(sys.modules)\n"
        "from dcslint.cli import main\n"
        "status = main(['--fail-on', 'error', 'Dockerfile', 'cluster.json'])\n"
        "assert status != 2, status\n"
        "print(*sorted(set(sys.modules) - before), file=sys.stderr)\n"
    )
    # -I and -S: nothing but the standard library and the wheel's own files.
    command = f"import sys; sys.path.insert(0, {str(unpacked)!r}); exec({code!r})"
    completed = run([sys.executable, "-I", "-S", "-c", command], project)
    succeed(completed)
    return set(completed.stderr.split())


@pytest.mark.once
@pytest.mark.xdist_group("built")
def test_a_start_imports_nothing_costly(imported: set[str]) -> None:
    assert "dcslint.engine" in imported
    assert set() == imported & COSTLY


@pytest.mark.once
@pytest.mark.xdist_group("built")
def test_a_start_imports_only_what_it_needs(imported: set[str]) -> None:
    unneeded = {
        "dcslint.cli.config_file",
        "dcslint.cli.toml_places",
        "dcslint.facts.load",
        "dcslint.facts.render",
        "dcslint.fixer",
        "dcslint.plugins.asking",
        "dcslint.plugins.marked",
        "dcslint.reporters.json",
        "dcslint.reporters.sarif",
        "dcslint.suppress.apply",
        "dcslint.testing",
        "difflib",
        "tomllib",
    }

    assert set() == imported & unneeded


@pytest.mark.once
@pytest.mark.xdist_group("built")
def test_a_json_file_alone_does_not_import_the_model_of_dockerfiles(
    unpacked: Path, write_files: Write
) -> None:
    files = write_files({"cluster.json": '{"docker_image": {"url": "a/b:1"}}'})
    code = (
        f"import sys; sys.path.insert(0, {str(unpacked)!r})\n"
        "from dcslint.cli import main\n"
        "main(['cluster.json', '--quiet', '-o', 'out.txt'])\n"
        "print(*sorted(sys.modules))\n"
    )
    modules = set(succeed(run([sys.executable, "-I", "-S", "-c", code], files)).split())

    assert "dcslint.model.compute.format" in modules
    assert set() == modules & {"dcslint.model.image.stages", "dcslint.readers.shell"}


# What is in the repository


def tracked() -> list[Path]:
    """The files that git tracks or would track."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no git checkout")
    paths = [ROOT / name.decode() for name in listed.split(b"\0") if name]
    return [path for path in paths if path.is_file()]


# What could open a connection or start a program; the language server may listen where it is told.
REACHING = {
    *(
        "socket",
        "ssl",
        "http",
        "urllib.request",
        "ftplib",
        "smtplib",
        "xmlrpc",
        "requests",
        "httpx",
    ),
    *("subprocess", "multiprocessing", "pty", "webbrowser", "asyncio"),
}
# git's answer to which files have changed is asked of git itself; forks start no program.
MAY_REACH = {
    "cli/changed.py": {"subprocess"},
    "cli/jobs.py": {"multiprocessing"},
    "lsp/server.py": {"asyncio"},
}


def imports_anywhere(path: Path) -> set[str]:
    """The modules that a module imports, inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_reaches_the_network_or_starts_a_program(path: Path) -> None:
    reached = {
        name
        for imported in imports_anywhere(path)
        for name in REACHING
        if imported == name or imported.startswith(name + ".")
    }

    assert reached <= MAY_REACH.get(name_of(path), set())


def test_no_tracked_file_names_a_place_on_somebodys_machine() -> None:
    # Put together here, so that this file names none.
    places = re.compile("/" + r"work/(?:main|shared|venv)|/" + r"root/\.pyenv|/" + r"Users/\w+/")
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in tracked()
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").split("\n"), 1)
        if places.search(line)
    ]

    assert [] == found


def test_git_tracks_no_made_files() -> None:
    made = ("__pycache__", ".egg-info", ".pyc", "index.json", "own_index.py")

    assert [] == [str(path) for path in tracked() if path.as_posix().endswith(made)]
