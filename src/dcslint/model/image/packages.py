"""System packages that commands install: apt, apk, yum, dnf, zypper, conda, local .deb files.

A name that cannot be known, as of what `rpm` installs, makes the whole set open: then only "is
installed" can be answered, never "is missing".
"""

from __future__ import annotations

from dcslint.source.pattern import wildcards
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.model.image.nodes import Command

# program → the sub-commands that install.
_INSTALL = {
    "apt-get": ("install",),
    "apt": ("install",),
    "aptitude": ("install",),
    "apk": ("add",),
    "yum": ("install", "localinstall", "groupinstall"),
    "dnf": ("install", "groupinstall"),
    "microdnf": ("install",),
    "tdnf": ("install",),
    "zypper": ("install", "in"),
    "conda": ("install", "create"),
    "mamba": ("install", "create"),
    "micromamba": ("install", "create"),
}
INSTALLERS = frozenset((*_INSTALL, "dpkg", "rpm"))
_RPM_INSTALLS = ("-i", "-U", "-F", "--install", "--upgrade", "--freshen")
_OPTIONS_WITH_VALUE = """
-o --option -t --target-release --default-release -c --config-file -X --repository
--repositories-file --virtual --enablerepo --disablerepo --setopt --releasever --installroot
-n --name -p --prefix -f --file --channel --solver
"""
_WITH_VALUE = frozenset(_OPTIONS_WITH_VALUE.split())
_NAME = regex(r"[\"']?([A-Za-z0-9][A-Za-z0-9+._-]*?)(?:[=<>~/*\"']|:(?!//)|\[|$)")
_DEB = regex(r"(?:.*/)?([a-z0-9][a-z0-9+.-]*)_[^/]*\.deb")


class SystemPackages:
    """The packages that are installed so far. `open` says that there may be others."""

    __slots__ = ("names", "open")

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.open = False

    def update(self, other: SystemPackages) -> None:
        """Take over what another stage has."""
        self.names |= other.names
        self.open = self.open or other.open

    def lacks(self, *patterns: str) -> bool:
        """Whether surely no package of these names is installed; "*" stands for any characters."""
        return not self.open and not self.has(*patterns)

    def has(self, *patterns: str) -> bool:
        """Whether a package of one of these names is known to be installed."""
        return wildcards(*patterns).match_any(self.names)


def installs(name: str) -> bool:
    """Whether a program of that name installs system packages."""
    return name in INSTALLERS


def installs_by(name: str, word: str) -> bool:
    """Whether `record_packages` may find packages in a command, by its name and first argument."""
    return name not in _INSTALL or word in _INSTALL[name] or word.startswith("-")


def record_packages(command: Command, packages: SystemPackages) -> None:
    """Add what a command installs."""
    name = command.name
    if name == "dpkg":
        _add_files(command, packages)
        return
    if name is None or name == "rpm":
        told = any((word.text or "").startswith(_RPM_INSTALLS) for word in command.arguments)
        packages.open = packages.open or name is None or told
        return
    wanted = _INSTALL.get(name)
    if wanted is None:
        return
    texts = command.texts
    at = 1
    seen = False
    while at < len(texts):
        text = texts[at]
        at += 1
        if text is not None and text.startswith("-"):
            if text in _WITH_VALUE:
                if text in ("-f", "--file") or text == "--virtual":
                    packages.open = packages.open or text != "--virtual"
                at += 1
            continue
        if not seen:
            if text not in wanted:
                if text is None:
                    packages.open = True
                return
            seen = True
            continue
        _add(command, at - 1, text, packages)


def _add(command: Command, at: int, known: str | None, packages: SystemPackages) -> None:
    """Add the package that the word at `at` names, whose text is `known`."""
    text = known if known is not None else command.words[at].span.source
    deb = _DEB.fullmatch(text) if text.endswith(".deb") else None
    found = deb or _NAME.match(text)
    if (
        found is None
        or not command.certain
        or (
            # A variable may follow the name (`jdk=$VERSION`); of what xargs reads nothing is known.
            known is None and ("$" not in text or "$" in found[1])
        )
    ):
        packages.open = True
        return
    name = found[1].lower()
    packages.names.add(name)
    command.packages_at.append((at, name))


def _add_files(command: Command, packages: SystemPackages) -> None:
    for at, text in enumerate(command.texts):
        if at and (text is None or text.endswith(".deb")):
            _add(command, at, text, packages)
