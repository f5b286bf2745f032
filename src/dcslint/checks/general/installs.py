"""What an image must install or run, and what it must not."""

from __future__ import annotations

from dcslint.checks import Problem, Related, check
from dcslint.checks.general.image_names import comes_from
from dcslint.model.image.packages import INSTALLERS
from dcslint.model.image.pip import project_name
from dcslint.model.image.wrappers import SHELLS
from dcslint.source.pattern import is_like, wildcards

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.model.image.nodes import Command, Image, Stage
    from dcslint.model.image.pip import PipInstall


@check()
def pip_package_forbidden(install: PipInstall, *, packages: list[str]) -> Problems:
    """Report a Python package that pip or uv installs and that an image must not have.

    packages  names of projects; `*` stands for any characters: `tensorflow*`
    words     package
    """
    for package in install.packages:
        name = project_name(package)
        if name is not None and _is_one_of(name, packages):
            yield Problem(package, package=name)
    for package in install.required:
        name = project_name(package)
        if name is not None and _is_one_of(name, packages):
            related = Related(install.command.span, "it is installed here")
            yield Problem(package, related=(related,), package=name)


@check()
def pip_package_missing(
    image: Image,
    *,
    packages: list[str],
    unless_from: list[str] = [],  # noqa: B006
) -> Problems:
    """Report Python packages that the final image does not install with pip or uv.

    Silent where a requirement file or a script is not seen that may install them.

    packages     names of projects
    unless_from  names of base images that have them
    words        package
    """
    final = image.final
    if final is None or comes_from(final, unless_from) or _may_install_more(final):
        return
    names: set[str | None] = set()
    for stage in final.ancestry:
        installs = [command.pip for command in stage.commands if command.pip is not None]
        for install in (*installs, *stage.brought):
            if install.open:
                return
            names.update(project_name(one) for one in (*install.packages, *install.required))
    if None in names:
        return
    for package in packages:
        if not any(_is_one_of(name or "", [package]) for name in names):
            yield Problem(final.span, package=package)


@check(names=INSTALLERS)
def system_package_forbidden(command: Command, *, packages: list[str]) -> Problems:
    """Report a package that apt, apk, dnf and the like install and that an image must not have.

    packages  names of packages; `*` stands for any characters: `openssh-*`
    words     package
    """
    unwanted = wildcards(*map(str.lower, packages))
    for at, name in command.packages_at:
        if unwanted.match(name):
            yield Problem(command.words[at], package=name)


@check()
def system_package_missing(
    image: Image,
    *,
    packages: list[str],
    unless_from: list[str] = [],  # noqa: B006
) -> Problems:
    """Report packages that the final image does not install with apt, apk, dnf and the like.

    Silent where a package's name is not known or a script is not seen that may install them.

    packages     names of packages
    unless_from  names of base images that have them
    words        package
    """
    final = image.final
    if final is None or comes_from(final, unless_from) or _may_install_more(final):
        return
    for package in packages:
        if final.filesystem.packages.lacks(package.lower()):
            yield Problem(final.span, package=package)


@check()
def command_forbidden(command: Command, *, commands: list[str]) -> Problems:
    """Report a command that the final image's RUN must not run.

    commands  a program, and words that it is called with in this order: `apt-get upgrade`,
              `curl -k`; `*` stands for any characters of a word
    words     command
    """
    for wanted in commands:
        if _runs(command, wanted):
            yield Problem(command.first, command=wanted)
            return


@check()
def command_missing(image: Image, *, commands: list[str]) -> Problems:
    """Report commands that no RUN of the final image runs.

    Silent where a word is not known or a script is not seen that may run them.

    commands  a program, and words that it is called with in this order: `apt-get clean`;
              `*` stands for any characters of a word
    words     command
    """
    final = image.final
    if final is None or _may_install_more(final):
        return
    run = [command for stage in final.ancestry for command in stage.commands]
    for wanted in commands:
        program = wanted.partition(" ")[0]
        if any(_may_be(command, program) for command in run):
            continue
        if not any(_runs(command, wanted) for command in run):
            yield Problem(final.span, command=wanted)


def _runs(command: Command, wanted: str) -> bool:
    program, *words = wanted.split()
    if command.name is None or not is_like(command.name, program):
        return False
    arguments = iter(command.arguments)
    return all(any(is_like(one.known() or "", word) for one in arguments) for word in words)


def _may_be(command: Command, program: str) -> bool:
    """Whether it runs the program with words that are not known."""
    return (
        command.name is not None
        and is_like(command.name, program)
        and any(word.known() is None for word in command.arguments)
    )


def _is_one_of(name: str, packages: list[str]) -> bool:
    return any(is_like(name, one.lower().replace("_", "-").replace(".", "-")) for one in packages)


def _may_install_more(stage: Stage) -> bool:
    """Whether a command is not known, or runs a script that is not read."""
    return any(_is_unseen(command) for one in stage.ancestry for command in one.commands)


def _is_unseen(command: Command) -> bool:
    if command.first.known() is None:
        return True
    name = command.name or ""
    return name in SHELLS or name in (".", "source", "make") or name.endswith((".sh", ".bash"))
