"""The front end: the only layer that touches the disk, the console and the environment.

`main` decides which command is meant and imports only what that one needs.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.cli.arguments import Arguments
    from dcslint.plugins import Installation

INTERRUPTED = 130
_ALLOCATIONS_PER_COLLECTION = 200_000


def main(argv: list[str] | None = None) -> int:
    """Run dcslint with these arguments (by default the process's). Returns the exit status.

    0: nothing at or above `--fail-on`; 1: findings; 2: wrong usage or something that failed; 130:
    interrupted. Raises nothing.
    """
    if argv is not None:
        return _guarded(argv)
    import gc

    # The process is ours and short: next to nothing of what a run makes is garbage in a cycle, and
    # looking for some costs 4 ms of a small run; looking once more at the exit costs 7.
    gc.set_threshold(_ALLOCATIONS_PER_COLLECTION, 20, 50)
    status = _guarded(sys.argv[1:])
    gc.freeze()
    return status


def _guarded(arguments: list[str]) -> int:
    """Run, and make of whatever is raised one line and a status."""
    from dcslint.cli import console

    console.prepare()
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        console.say("error", "interrupted")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - never a traceback, unless asked for
        _explain(error, debug="--debug" in arguments)
        return 2


def _version() -> int:
    from dcslint import __version__
    from dcslint.cli import console

    console.write(f"dcslint {__version__}\n")
    return 0


def _run(argv: list[str]) -> int:
    if argv[:1] in (["--version"], ["-V"]):
        return _version()
    from dcslint.cli.arguments import parse

    arguments = parse(argv)
    if arguments.has("--version"):
        return _version()
    if arguments.has("--help"):
        from dcslint.cli.help import show

        return show(arguments.command)
    if arguments.command == "completions":
        from dcslint.cli.completions import completions

        return completions(arguments)
    from dcslint.cli.configuration import Configurations

    configurations = Configurations(arguments)
    arguments = configurations.in_force(configurations.of_run())
    if arguments.command == "check":
        from dcslint.cli.check import check

        return check(arguments, configurations, installed(arguments))
    if arguments.command == "config":
        from dcslint.cli.config import config

        return config(arguments, configurations, installed(arguments))
    if arguments.command == "links":
        from dcslint.cli.links import links

        return links(arguments, configurations, installed(arguments))
    if arguments.command == "rules":
        from dcslint.cli.rules import rules

        return rules(arguments)
    if arguments.command == "lsp":
        from dcslint.cli.lsp import lsp

        return lsp(arguments, installed(arguments))
    from dcslint.cli.facts import facts

    return facts(arguments, installed(arguments))


def installed(arguments: Arguments) -> Installation:
    """What is installed, with the project's own rules, and what --rules, --facts, --plugin add."""
    from dcslint.cli.own_rules import FACTS, RULES, own_folder
    from dcslint.plugins import load_installation

    return load_installation(
        rules=_each_once(own_folder(RULES), arguments.all("--rules")),
        facts=_each_once(own_folder(FACTS), arguments.all("--facts")),
        plugins=arguments.all("--plugin"),
    )


def _each_once(own: str | None, named: list[str]) -> list[str]:
    import os

    folders = named if own is None else [own, *named]
    return list({os.path.realpath(folder): folder for folder in reversed(folders)}.values())[::-1]


def _explain(error: Exception, *, debug: bool) -> None:
    """Say in one line what is wrong: in the user's own words if it is the user's to mend."""
    from dcslint.cli import console
    from dcslint.config import ConfigurationError
    from dcslint.rulebook.card import CardError

    words = str(error)
    if isinstance(error, console.OutputError):
        from dcslint.cli.disk import reason

        words = f"standard output: {reason(error)}"
    elif not isinstance(error, ConfigurationError | CardError):
        name = type(error).__name__
        words = (
            f"internal error: {name}: {console.masked(words)}"
            if words
            else f"internal error: {name}"
        )
        words += "" if debug else " (--debug shows where)"
    console.say("error", words)
    if debug:
        console.trace(error)
