"""The command `facts`: the tables, their sources and their age."""

from __future__ import annotations

from dcslint.cli import console
from dcslint.cli.check import tell
from dcslint.cli.clock import today
from dcslint.config import ConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.cli.arguments import Arguments
    from dcslint.plugins import Installation


def facts(arguments: Arguments, installation: Installation) -> int:
    """Print the tables. Returns the exit status."""
    from dcslint.facts.render import render_tables

    if arguments.words:
        raise ConfigurationError(f"'dcslint facts' takes no {arguments.words[0]!r}")
    tell(installation.failures, debug=arguments.has("--debug"))
    day = today(arguments.last("--today"))
    console.show(render_tables(installation.facts, day))
    return 2 if installation.failures else 0
