"""The command `links`: which Dockerfile builds the image of which cluster, and what to expect.

Lints as `check` does, and shows what belongs together in place of what was found.
"""

from __future__ import annotations

import os

from dcslint.cli import console
from dcslint.cli.arguments import one_of
from dcslint.cli.check import tell
from dcslint.cli.clock import today
from dcslint.cli.disk import DiskFiles
from dcslint.cli.judge import Judges
from dcslint.cli.linking import reason_of
from dcslint.cli.run import Run
from dcslint.cli.verdict import Verdicts
from dcslint.model.image.format import DockerfileUnit
from dcslint.model.links.deployment import LINKED, OWN, SEVERAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.cli.arguments import Arguments
    from dcslint.cli.configuration import Configurations
    from dcslint.cli.verdict import Verdict
    from dcslint.model.links.build import Build
    from dcslint.model.links.deployment import Link
    from dcslint.plugins import Installation
    from dcslint.source import Span

_FORMATS = ("text", "json")
_NO_URL = "(no url)"


class Row:
    """One cluster and its image, with what was found for it.

    image      the url as written, secrets masked
    cluster    its name; "policy" for what a policy makes of one; or ""
    place      where it is written
    contexts   the targets that it is the same in
    """

    __slots__ = ("cluster", "contexts", "image", "link", "place", "verdict", "why")

    def __init__(self, link: Link, verdict: Verdict, *, looked: bool) -> None:
        cluster = link.container.cluster
        written = link.container.written
        place = cluster.span.outermost()
        self.link = link
        self.verdict = verdict
        self.place = place
        shown = _NO_URL if written is None else written.text or written.span.source
        self.image = place.document.redact(shown)
        kind = cluster.form if cluster.form == "policy" else ""
        self.cluster = place.document.redact(cluster.name or kind)
        self.contexts = list(link.unit.contexts_of(link.container))
        self.why = reason_of(link, looked=looked)

    @property
    def dockerfile(self) -> str:
        """The Dockerfile that is linked; "" for none."""
        return "" if self.link.deployment is None else self.link.deployment.build.dockerfile

    @property
    def builds(self) -> list[Build]:
        """The build that links it, or the candidates."""
        if self.link.status in (LINKED, SEVERAL):
            return self.link.candidates
        return []

    @property
    def is_own(self) -> bool:
        """Whether the image is one of Databricks' own."""
        return self.link.status == OWN

    def key(self) -> tuple[object, ...]:
        """What rows of several targets have in common that are one to a reader."""
        verdict = self.verdict
        return (
            *(self.image, self.cluster, self.place, self.link.status, self.dockerfile),
            *(verdict.word, str(verdict.rules), str(verdict.reasons())),
        )


def links(arguments: Arguments, configurations: Configurations, installation: Installation) -> int:
    """Print links and verdicts. Returns the exit status.

    Raises ConfigurationError, before anything is read, for a wrong option.
    """
    shape = one_of("--format", arguments.last("--format", "text"), _FORMATS)
    day = today(arguments.last("--today"))
    paths = list(dict.fromkeys(arguments.words)) or ["."]
    judges = Judges(configurations, installation, day)
    run = Run(arguments, installation, judges, DiskFiles(os.getcwd()), keep_links=True)
    run.lint_paths(paths, None)
    report = judges.report()
    units = [unit for unit, _ in run.units]
    verdicts = Verdicts(report, installation.facts, day, run.project_of, units)
    looked = any(os.path.isdir(path) for path in paths)
    rows: dict[tuple[object, ...], Row] = {}
    for link, judge in run.links:
        row = Row(link, verdicts.of(link, judge), looked=looked)
        known = rows.setdefault(row.key(), row)
        if known is not row:
            known.contexts += [one for one in row.contexts if one not in known.contexts]
    ordered = sorted(
        rows.values(), key=lambda row: (row.image, row.place.document.path, row.place.start)
    )
    images = {unit.document.path for unit, _ in run.units if isinstance(unit, DockerfileUnit)}
    alone = sorted((images | run.dockerfiles).difference(row.dockerfile for row in ordered))
    tell(report.failures, debug=arguments.has("--debug"))
    if shape == "json":
        from dcslint.cli.links_json import as_json

        console.write(as_json(ordered, alone))
    else:
        from dcslint.cli.links_text import as_text

        console.write(as_text(ordered, alone))
    return 2 if report.failures else 0


def position(span: Span) -> tuple[str, int, int]:
    """Path, line and column of a place."""
    place = span.outermost()
    return (place.document.path, *place.document.position(place.start))
