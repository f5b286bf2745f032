"""Installations of Python packages: what a command installs, and into which Python."""

from __future__ import annotations

import re

from dcslint.model.image.filesystem import SYSTEM, normal_path
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.model.image.context import Context
    from dcslint.model.image.filesystem import Filesystem, Prefix
    from dcslint.model.image.nodes import Command
    from dcslint.source import Value

_TOOLS = ("pip", "python", "pypy", "uv", "poetry")
_PIP = regex(r"pip(?:\d+(?:\.\d+)?)?")
_PYTHON = regex(r"(?:python|pypy)(?:\d+(?:\.\d+)?)?")
_REQUIREMENT = regex(r"[\"']?([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[|[<>=!~;@ ]|[\"']?$)")
# Options of `pip install` and `uv pip install` that take a value (pip 25 and uv 0.9, their --help).
_OPTIONS_WITH_VALUE = """
-r --requirement --requirements -c --constraint --constraints -e --editable -t --target
--prefix --root -i --index-url --extra-index-url --default-index --index -f --find-links
--platform --python-version --abi --implementation --src --upgrade-strategy --only-binary
--no-binary --progress-bar --report --proxy --timeout --retries --trusted-host --cert
--client-cert --cache-dir --log --exists-action -C --config-settings --config-setting
--global-option --python -p --use-feature --hash --build -b --python-platform --resolution
--prerelease --link-mode --exclude-newer --torch-backend --extra --group --override
--overrides --build-constraint --reinstall-package --refresh-package -P --upgrade-package
--keyring-provider --allow-insecure-host --config-file --directory --project
"""
_WITH_VALUE = frozenset(_OPTIONS_WITH_VALUE.split())
# Where these stand the packages go to a place that somebody chose on purpose.
_ELSEWHERE = ("-t", "--target", "--prefix", "--root")


# The setting of poetry that keeps it from making an environment (poetry docs, "Configuration").
IN_PLACE = "virtualenvs.create"
_IN_PLACE_VARIABLE = "POETRY_VIRTUALENVS_CREATE"


class PipInstall:
    """One `pip install` or `uv pip install`, or `poetry install` without an environment of its own.

    command   the command that it is
    tool      "pip", "uv" or "poetry"
    packages  the requirements named, in order, as values; unknown ones included
    files     requirement files (`-r`)
    options   every option that is given, without its value
    required  what those files name, where they were found in the build context
    open      whether more may be installed than `packages` and `required` tell
    elsewhere whether --target, --prefix or --root (or their variables) choose another place
    prefix    the Python that it installs into, None if unknown
    """

    __slots__ = (
        "command",
        "elsewhere",
        "files",
        "open",
        "options",
        "packages",
        "prefix",
        "required",
        "tool",
    )

    def __init__(self, command: Command, tool: str, prefix: Prefix | None) -> None:
        self.command = command
        self.tool = tool
        self.prefix = prefix
        self.packages: list[Value] = []
        self.files: list[Value] = []
        self.options: set[str] = set()
        self.elsewhere = False
        self.required: list[Value] = []
        self.open = False

    def names(self) -> list[str | None]:
        """The normalised project name of each package; None for a path, a URL or an unknown one."""
        return [project_name(package) for package in self.packages]

    def read_files(self, context: Context, files: Filesystem, directory: str | None) -> None:
        """Read the requirement files that the build context holds; `directory` is where it runs."""
        for value in self.files:
            path = normal_path(value.text, directory or "/") if value.text else None
            sources = files.sources_of(path) if path is not None else []
            for source in sources:
                found = context.requirements(source)
                if context.document(source) is not None:
                    self.required += found.packages
                    self.open = self.open or found.open
                    break
            else:
                self.open = True


def project_name(package: Value) -> str | None:
    """The project that a requirement names ("numpy" of `NumPy==$VERSION`), by PEP 503; or None."""
    text = package.text if package.text is not None else package.span.source
    if package.text is None and "$" not in text:
        return None  # what xargs reads, or a command prints
    if "/" in text or text.endswith((".whl", ".gz", ".zip")):
        return None
    found = _REQUIREMENT.match(text)
    return re.sub(r"[-_.]+", "-", found[1]).lower() if found else None


def read_pip(command: Command, files: Filesystem) -> PipInstall | None:
    """The installation that a command is, or None if it is something else."""
    name = command.name
    if name is None or not name.startswith(_TOOLS):
        return None
    if name == "poetry":
        return _poetry(command, files)
    words = command.arguments
    if name.startswith("pip") and _PIP.fullmatch(name):
        return _install("pip", command, words, command.prefix, files)
    if name.startswith("py") and _PYTHON.fullmatch(name):
        rest = _after_module(words)
        if rest is None:
            return None
        return _install("pip", command, rest, command.prefix, files)
    if name == "uv" and len(words) > 1 and words[0].text == "pip":
        return _install("uv", command, words[1:], _uv_prefix(command, files), files)
    return None


def _poetry(command: Command, files: Filesystem) -> PipInstall | None:
    """`poetry install`, `add` or `sync` where it uses the Python that is active, or its own."""
    texts = command.texts[1:]
    chosen = command.environment.get(_IN_PLACE_VARIABLE)
    in_place = files.in_place
    if chosen is not None:
        in_place = (chosen.text or "").lower() in ("false", "0", "no", "off")
    if not in_place or not {"install", "add", "sync"}.intersection(texts[:2]):
        return None
    active = command.environment.get("VIRTUAL_ENV")
    prefix = command.prefix if active is None else _prefix_named(active.text, files)
    install = PipInstall(command, "poetry", prefix)
    install.open = True  # a lock file tells what, which is not read
    return install


def uninstalled_by(command: Command) -> list[str | None]:
    """The projects that a `pip uninstall` or `uv pip uninstall` takes out; none of another one."""
    if not (command.name or "").startswith(_TOOLS):
        return []
    words = command.arguments
    if command.name == "uv" and words and words[0].text == "pip":
        words = words[1:]
    elif _PYTHON.fullmatch(command.name or ""):
        words = _after_module(words) or []
    elif not _PIP.fullmatch(command.name or ""):
        return []
    if not words or words[0].text != "uninstall":
        return []
    return [project_name(word) for word in words[1:] if not (word.text or "").startswith("-")]


def _after_module(words: list[Value]) -> list[Value] | None:
    """The words behind `-m pip`, or None where python runs something else."""
    for at, word in enumerate(words):
        if word.text == "-m" and at + 1 < len(words) and words[at + 1].text == "pip":
            return words[at + 2 :]
        if word.text is None or not word.text.startswith("-"):
            return None
    return None


def _install(
    tool: str, command: Command, words: list[Value], prefix: Prefix | None, files: Filesystem
) -> PipInstall | None:
    install = PipInstall(command, tool, prefix)
    seen = False
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        text = word.text
        if text is None or not text.startswith("-"):
            if not seen:
                if text != "install":
                    return None
                seen = True
            else:
                install.packages.append(word)
            continue
        option, equals, _ = text.partition("=")
        install.options.add(option)
        value: Value | None = None
        if equals:
            value = word.slice(len(option) + 1, len(text))
        elif option in _WITH_VALUE and at < len(words):
            value = words[at]
            at += 1
        elif re.fullmatch(r"-[rcetif].+", option):
            install.options.add(option[:2])
            value = word.slice(2, len(text))
            option = option[:2]
        _take_option(install, option, value, files)
    variables = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT")
    if any(command.environment.get(name) is not None for name in variables):
        install.elsewhere = True
    return install if seen else None


def _take_option(install: PipInstall, option: str, value: Value | None, files: Filesystem) -> None:
    if option in _ELSEWHERE:
        install.elsewhere = True
    elif option in ("-r", "--requirement", "--requirements") and value is not None:
        install.files.append(value)
    elif option in ("-e", "--editable") and value is not None:
        install.packages.append(value)
    elif option == "--python" or (option == "-p" and install.tool == "uv"):
        install.prefix = _prefix_named(value.text if value is not None else None, files)
    elif option == "--system" and install.tool == "uv":
        install.prefix = SYSTEM


def _uv_prefix(command: Command, files: Filesystem) -> Prefix | None:
    """The Python that uv chooses without an option (uv docs, "Using Python environments")."""
    system = command.environment.get("UV_SYSTEM_PYTHON")
    if system is not None:
        return SYSTEM if (system.text or "").lower() in ("1", "true", "yes", "on") else None
    chosen = command.environment.get("UV_PYTHON")
    if chosen is None or "/" not in (chosen.text or ""):  # a version is a wish, not a place
        chosen = command.environment.get("VIRTUAL_ENV")
    return None if chosen is None else _prefix_named(chosen.text, files)


def _prefix_named(text: str | None, files: Filesystem) -> Prefix | None:
    """The prefix that a path names: of an interpreter, or the directory itself."""
    path = normal_path(text, None) if text else None
    if path is None:
        return None
    if path.rpartition("/")[0].endswith("/bin"):
        return files.prefix_of(path)
    return files.prefix_of(f"{path}/bin/python")
