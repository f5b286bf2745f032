"""What a command leaves behind: links, Python prefixes, removed files.

Only what is sure to be there: a command that may not have run, or whose words are unknown, makes
what it touches unknown.
"""

from __future__ import annotations

from dcslint.model.image.filesystem import MOST_COPIED, SYSTEM_PATH, Prefix, normal_path
from dcslint.model.image.pip import IN_PLACE, project_name
from dcslint.model.image.wrappers import SHELLS
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dcslint.model.image.filesystem import Filesystem
    from dcslint.model.image.nodes import Command
    from dcslint.model.image.pip import PipInstall

    Texts = list[str | None]
    Effect = Callable[[Command, Filesystem, "str | None"], None]

_OPTIONS_WITH_VALUE = """
-p --python --prompt --app-data --seeder --creators --activators --pip --setuptools --wheel
--extra-search-dir --index-url --cache-dir --python-preference --link-mode
"""
_VENV_VALUES = frozenset(_OPTIONS_WITH_VALUE.split())
_LINK_VALUES = frozenset(("-t", "-S", "--target-directory"))

# Programs that fill the directories they are told, with files that are not seen here.
_FILLS = frozenset(("cp", "mv", "tar", "unzip", "rsync", "git", "install", "curl", "wget", "7z"))
# Those of them that fill the directory they run in.
_UNPACKS = ("tar", "unzip", "7z")
# Programs that do what files tell them.
_DIRECTED = frozenset(("make", "cmake", "ansible-playbook", "ansible-pull", "chef-client"))
_SCRIPTS = (".sh", ".py", ".pl", ".run", ".bin", ".bash")


def apply_effects(command: Command, files: Filesystem, directory: str | None) -> None:
    """Record what a command changes of the files; `directory` is where it runs, None if unknown."""
    name = command.name
    if name is None:
        files.opaque = True
        return
    effect = _EFFECTS.get(name)
    if effect is not None:
        effect(command, files, directory)
    elif name.startswith(("python", "pypy")):
        _python(command, files, directory)
    elif _is_unseen(command, name):
        files.opaque = True
    if command.pip is not None:
        _installed(command.pip, files)
    if name in _FILLS:
        _fill(command, files, directory)


def _fill(command: Command, files: Filesystem, directory: str | None) -> None:
    """Record the directories that a copying or unpacking program is told."""
    downloads = command.name in ("curl", "wget")
    if command.name in _UNPACKS and directory is not None and directory != "/":
        files.unknown.add(directory)
    before: str | None = ""
    for word in command.texts[1:]:
        if not downloads or (before or "").startswith(("-o", "-O", "-P", "--output")):
            text = word or ""
            if text.startswith("-"):  # `--directory=/opt`, `-C/opt`
                text = text[text.find("/") :] if "/" in text else ""
            path = normal_path(text, directory)
            if word is None:
                files.opaque = True
            elif path is not None and path not in files.prefixes and "/" in text:
                files.unknown.add(path)
        before = word


def _installed(install: PipInstall, files: Filesystem) -> None:
    path = install.prefix.path if install.prefix is not None else ""
    names = files.python.setdefault(path, set())
    names.update(install.names())
    names.update(project_name(package) for package in install.required)
    if install.open or install.prefix is None:
        names.add(None)


def _is_unseen(command: Command, name: str) -> bool:
    """Whether what runs is a script, or a program that does what files tell it."""
    if name in SHELLS or name in _DIRECTED:
        return True
    text = command.called or ""
    if "/" not in text:
        return name.endswith(_SCRIPTS)
    directory = text.rpartition("/")[0]
    return directory not in SYSTEM_PATH and command.prefix is None


def _operands(texts: Texts, with_value: frozenset[str] = frozenset()) -> Texts:
    found = []
    at = 0
    while at < len(texts):
        text = texts[at]
        if text is not None and text.startswith("-") and text != "-":
            at += 2 if text in with_value else 1
            continue
        found.append(text)
        at += 1
    return found


def _path(text: str | None, directory: str | None) -> str | None:
    return None if not text else normal_path(text, directory)


def _link(command: Command, files: Filesystem, directory: str | None) -> None:
    """Record `ln [-sf] TARGET… LINK`, and `cp` of a program, which keeps its first line."""
    is_copy = command.name == "cp"
    operands = _operands(command.texts[1:], _LINK_VALUES)
    if len(operands) < 2:
        return
    place = _path(operands[-1], directory)
    if place is None:
        return
    is_directory = (operands[-1] or "").endswith("/") or place in SYSTEM_PATH
    for text in operands[:-1]:
        target = _path(text, directory)
        if text is None:
            return
        name = text.rpartition("/")[2]
        link = f"{place}/{name}" if is_directory or len(operands) > 2 else place
        if is_copy and (
            target is None or not target.rpartition("/")[2].startswith(("pip", "python"))
        ):
            continue
        if name == "*" and target is not None:
            home = target.removesuffix("/*")
            for program in ("pip", "pip3", "python", "python3"):
                files.links[f"{place}/{program}"] = f"{home}/{program}"
            continue
        files.links[link] = target if command.certain else None


def _alternatives(command: Command, files: Filesystem, directory: str | None) -> None:
    """`update-alternatives --install LINK NAME PATH PRIORITY`."""
    texts = command.texts
    for at, text in enumerate(texts):
        if text in ("--install", "--slave") and at + 3 < len(texts):
            link, target = texts[at + 1], texts[at + 3]
            if link is not None:
                known = command.certain and target is not None
                files.links[link] = normal_path(target, directory) if known and target else None


def _virtualenv(command: Command, files: Filesystem, directory: str | None) -> None:
    _make_prefix(command, command.texts[1:], "virtualenv", files, directory)


def _python(command: Command, files: Filesystem, directory: str | None) -> None:
    texts = command.texts[1:]
    for at, text in enumerate(texts):
        if text == "-m" and at + 1 < len(texts):
            module = texts[at + 1]
            if module in ("venv", "virtualenv"):
                _make_prefix(command, texts[at + 2 :], module, files, directory)
            return
        if text is None or not text.startswith("-"):
            return


def _uv(command: Command, files: Filesystem, directory: str | None) -> None:
    texts = command.texts[1:]
    if texts[:1] == ["venv"]:
        _make_prefix(command, texts[1:], "uv", files, directory)
    if any(text in ("sync", "add") for text in texts[:2]):
        _install_project(command, files, directory)


def _poetry(command: Command, files: Filesystem, directory: str | None) -> None:
    texts = command.texts[1:]
    if "config" in texts and IN_PLACE in texts[:-1]:
        value = texts[texts.index(IN_PLACE) + 1]
        files.in_place = value is not None and value.lower() in ("false", "0", "no", "off")
    else:
        _install_project(command, files, directory)


def _install_project(command: Command, files: Filesystem, directory: str | None) -> None:
    """Note that a tool installs what a lock file tells, which is not read here."""
    del command, directory
    files.python.setdefault("", set()).add(None)


def _make_prefix(
    command: Command, texts: Texts, kind: str, files: Filesystem, directory: str | None
) -> None:
    operands = _operands(texts, _VENV_VALUES)
    if kind == "uv" and not operands:
        paths = [normal_path(".venv", directory)]
    else:
        paths = [_path(text, directory) for text in operands]
    seeded: bool | None = kind != "uv" or "--seed" in texts
    if "--without-pip" in texts or "--no-pip" in texts:
        seeded = False
    for path in paths:
        if path is None:
            continue
        if not command.certain and path in files.prefixes:
            continue
        if len(files.prefixes) >= MOST_COPIED:  # each `rm` and `mv` looks at all
            reached(f"{MOST_COPIED} environments of Python", command.span)
            files.unknown.add(path)
            continue
        python = None
        for at, text in enumerate(texts):
            if text in ("-p", "--python") and at + 1 < len(texts):
                python = texts[at + 1]
            elif text is not None and text.startswith("--python="):
                python = text.partition("=")[2]
        files.prefixes[path] = Prefix(
            path,
            kind,
            span=command.span,
            python=python,
            seeded=seeded,
            open="--system-site-packages" in texts,
        )
        files.unknown.discard(path)


def _conda(command: Command, files: Filesystem, directory: str | None) -> None:
    """`conda create -p PREFIX` and `conda env create -p PREFIX`."""
    texts = command.texts[1:]
    made = None
    if "create" in texts[:2]:
        for at, text in enumerate(texts):
            if text in ("-p", "--prefix") and at + 1 < len(texts):
                made = _path(texts[at + 1], directory)
                if made is not None:
                    files.prefixes[made] = Prefix(made, "conda", span=command.span, seeded=None)
                    files.unknown.discard(made)
    if texts[:1] == ["env"]:
        for at, text in enumerate(texts):
            if text in ("-f", "--file") and at + 1 < len(texts):
                _read_environment(command, files, _path(texts[at + 1], directory or "/"), made)


def _read_environment(
    command: Command, files: Filesystem, path: str | None, prefix: str | None
) -> None:
    """Take over what an environment.yml of the build context asks for."""
    names = files.python.setdefault(prefix or "", set())
    context = command.stage.image.context
    for source in files.sources_of(path) if path is not None else ():
        found = context.environment(source)
        if found is not None:
            names.update(project_name(package) for package in found.packages)
            if not found.open:
                return
            break
    names.add(None)


def _remove(command: Command, files: Filesystem, directory: str | None) -> None:
    if not command.certain:
        return
    for text in _operands(command.texts[1:]):
        path = _path(text, directory)
        if path is None:
            continue
        path = path.removesuffix("/*")
        for known in [one for one in files.prefixes if one == path or one.startswith(path + "/")]:
            del files.prefixes[known]
        files.links.pop(path, None)


def _user(command: Command, files: Filesystem, directory: str | None) -> None:
    del directory
    files.users.update(text for text in command.texts[1:] if text is not None)


def _move(command: Command, files: Filesystem, directory: str | None) -> None:
    for text in _operands(command.texts[1:]):
        path = _path(text, directory)
        if path is not None and any(known.startswith(path) for known in files.prefixes):
            files.unknown.add(path)


def matters(name: str) -> bool:
    """Whether a program of that name changes files in a way that `apply_effects` knows."""
    return (
        name in _EFFECTS
        or name in _FILLS
        or name in _DIRECTED
        or name in SHELLS
        or name.startswith(("python", "pypy"))
        or name.endswith(_SCRIPTS)
    )


_EFFECTS: dict[str, Effect] = {
    "ln": _link,
    "cp": _link,
    "update-alternatives": _alternatives,
    "virtualenv": _virtualenv,
    "uv": _uv,
    "conda": _conda,
    "mamba": _conda,
    "micromamba": _conda,
    "poetry": _poetry,
    "pipenv": _install_project,
    "pdm": _install_project,
    "hatch": _install_project,
    "rm": _remove,
    "useradd": _user,
    "adduser": _user,
    "mv": _move,
}
