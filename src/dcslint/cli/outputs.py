"""Where the report goes: pairs of `--format` and `-o`, checked before the run."""

from __future__ import annotations

import os

from dcslint.cli import console
from dcslint.cli.arguments import one_of, subject
from dcslint.cli.disk import reason, write_whole
from dcslint.config import ConfigurationError
from dcslint.reporters.info import RunInfo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dcslint.cli.arguments import Arguments
    from dcslint.diagnostic import Report
    from dcslint.reporters.info import Reporter
    from dcslint.rulebook.rulebook import Rulebook

DEFAULT = "text"
_ENCODING = ("utf-8", "backslashreplace")


class Output:
    """A format and the file it goes to; "" for the standard output."""

    __slots__ = ("file", "format")

    def __init__(self, format: str, file: str) -> None:
        self.format = format
        self.file = file


def outputs_of(options: Iterable[tuple[str, str]], formats: Iterable[str]) -> list[Output]:
    """The outputs asked for. An `-o` belongs to the `--format` before it; without one to `text`.

    Raises ConfigurationError for an unknown format, a folder that is not there, and two outputs to
    one place.
    """
    formats = list(formats)
    pairs: list[tuple[str, str | None]] = []
    for option, value in options:
        if option == "--format":
            pairs.append((one_of(subject("--format", value), value, formats), None))
        elif option == "--output":
            if not pairs or pairs[-1][1] is not None:
                if pairs:
                    message = f"-o {value}: write the --format of this file before it"
                    raise ConfigurationError(message)
                pairs.append((DEFAULT, None))
            pairs[-1] = (pairs[-1][0], value)
    outputs = [Output(name, "" if file in (None, "-") else str(file)) for name, file in pairs]
    _refuse(outputs)
    return outputs or [Output(DEFAULT, "")]


def _refuse(outputs: list[Output]) -> None:
    seen: dict[str, Output] = {}
    for output in outputs:
        place = os.path.realpath(output.file) if output.file else ""
        if place in seen:
            where = output.file or "the standard output"
            both = f"{seen[place].format} and {output.format}"
            raise ConfigurationError(f"{both} both go to {where}: give one of them -o FILE")
        seen[place] = output
        if output.file and os.path.isdir(output.file):
            raise ConfigurationError(f"-o {output.file}: is a directory")
        if output.file and not os.path.isdir(os.path.dirname(place)):
            raise ConfigurationError(f"-o {output.file}: no such directory")


class Writer:
    """Writes a finished report to every output. What goes wrong is said and counted, not raised."""

    __slots__ = ("_arguments", "_debug", "_fixed", "_fixes_all", "_read_card", "_reporters")

    def __init__(
        self,
        arguments: Arguments,
        reporters: Mapping[str, Reporter],
        read_card: Callable[[str], str],
        fixed: int = 0,
        *,
        fixes_all: bool = False,
    ) -> None:
        self._arguments = arguments
        self._fixes_all = fixes_all
        self._fixed = fixed
        self._debug = arguments.has("--debug")
        self._reporters = reporters
        self._read_card = read_card

    def write(self, outputs: list[Output], report: Report, rulebook: Rulebook, status: int) -> bool:
        """Write each output, files first; whether all of them succeeded."""
        succeeded = True
        for output in sorted(outputs, key=lambda output: not output.file):
            parts: list[str] = []
            try:
                reporter = self._reporters[output.format]
                reporter(report, rulebook, self._info(output, status), parts.append)
            except Exception as error:  # noqa: BLE001 - a plugin's reporter may raise anything
                console.failed(f"the reporter {output.format}", error, debug=self._debug)
                succeeded = False
                continue
            succeeded = self._put(output, "".join(parts)) and succeeded
        return succeeded

    def _put(self, output: Output, text: str) -> bool:
        try:
            if output.file:
                write_whole(output.file, text.encode(*_ENCODING))
            else:
                console.write(text)
        except OSError as error:
            where = f"-o {output.file}" if output.file else "standard output"
            console.say("error", f"{where}: {reason(error)}")
            return False
        return True

    def _info(self, output: Output, status: int) -> RunInfo:
        from dcslint import __version__

        arguments = self._arguments
        root_uri, provenance, automation = "", None, None
        if output.format == "sarif":
            from dcslint.cli.azure import automation_of
            from dcslint.cli.git import folder_uri, provenance_of

            root_uri, provenance = folder_uri(os.getcwd()), provenance_of(os.getcwd())
            automation = automation_of(os.environ)
        color = arguments.last("--color", "auto")
        return RunInfo(
            version=__version__,
            exit_status=status,
            root_uri=root_uri,
            provenance=provenance,
            automation=automation,
            color=console.wants_color(color, to_file=bool(output.file)),
            fixed=self._fixed,
            fixes_all=self._fixes_all,
            quiet=arguments.has("--quiet"),
            statistics=arguments.has("--statistics"),
            show_unresolved=arguments.has("--show-unresolved"),
            show_suppressed=arguments.has("--show-suppressed"),
            read_card=self._read_card,
        )
