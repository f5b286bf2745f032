"""Verdicts: what rules say of one cluster and its image together, and what they could not judge.

Every rule runs on the cluster, on its Dockerfile as the build sets it, and on the two as a pair; a
Dockerfile that many clusters run is judged once.
"""

from __future__ import annotations

from bisect import bisect_left

from dcslint.diagnostic import SEVERITIES, in_order
from dcslint.engine import Engine
from dcslint.model.image.format import DockerfileUnit
from dcslint.model.links.access import accesses
from dcslint.model.links.deployment import DeploymentUnit
from dcslint.suppress import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dcslint.cli.judge import Judge
    from dcslint.diagnostic import Diagnostic, Report, Unjudged
    from dcslint.facts import Facts
    from dcslint.model.links.deployment import Deployment, Link
    from dcslint.model.project import Project, Unit

    Found = dict[str, tuple[list[Diagnostic], list[Diagnostic]]]

FAILS, RISKY, CLEAR = "does not launch", "risky", "no known obstacle"
# Rules about a whole document: what they find in a cluster is found by its place.
_OF_FORM = "SyntaxProblem"
_OF_DOCUMENT = ("Specification", _OF_FORM)


class Verdict:
    """What is known of one cluster and its image.

    rules     severity → the names of the rules that found something, in order
    findings  what they found
    unjudged  the values that were passed over
    """

    __slots__ = ("findings", "rules", "unjudged")

    def __init__(self, findings: list[Diagnostic], unjudged: list[Unjudged]) -> None:
        self.findings = findings
        self.unjudged = unjudged
        self.rules: dict[str, list[str]] = {severity: [] for severity in SEVERITIES}
        for found in findings:
            names = self.rules[found.severity]
            if found.rule not in names:
                names.append(found.rule)

    @property
    def word(self) -> str:
        """FAILS, RISKY or CLEAR."""
        if self.rules["error"]:
            return FAILS
        return RISKY if self.rules["warning"] else CLEAR

    def reasons(self) -> list[tuple[str, int]]:
        """Why values were not judged, each with their number, the most frequent first."""
        counted: dict[str, int] = {}
        for one in self.unjudged:
            reason = one.span.document.redact(one.reason)
            counted[reason] = counted.get(reason, 0) + 1
        return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


class Verdicts:
    """Makes verdicts.

    `report` is that of the whole run: what concerns whole documents is in it. `units` are all of
    the run, among which are the IAM policies that a cluster may pull by.
    """

    __slots__ = (
        "_accesses",
        "_documents",
        "_engines",
        "_facts",
        "_images",
        "_project_of",
        "_report",
        "_today",
    )

    def __init__(
        self,
        report: Report,
        facts: Facts,
        today: str,
        project_of: Callable[[Judge], Project],
        units: Iterable[Unit],
    ) -> None:
        self._accesses = {id(one.access.container): one for one in accesses(units)}
        self._report = report
        self._facts = facts
        self._today = today
        self._project_of = project_of
        self._engines: dict[int, Engine] = {}
        self._images: dict[tuple[int, int], Report] = {}
        self._documents: dict[int, Found] = {}

    def of(self, link: Link, judge: Judge) -> Verdict:
        """The verdict on one container."""
        units: list[Unit] = [_ClusterPart(link), DeploymentUnit(link)]
        access = self._accesses.get(id(link.container))
        reports = [self._judged(units if access is None else [*units, access], judge)]
        if link.deployment is not None:
            reports.append(self._of_image(link.deployment, judge))
        findings = {id(one): one for report in reports for one in report.diagnostics}
        findings.update({id(one): one for one in self._of_document(link, judge)})
        unjudged = [one for report in reports for one in report.unjudged]
        return Verdict(in_order(findings.values()), unjudged)

    def _of_image(self, deployment: Deployment, judge: Judge) -> Report:
        key = (id(deployment.image), id(judge))
        if key not in self._images:
            unit = DockerfileUnit(deployment.image.document, deployment.image)
            report = self._images[key] = self._judged([unit], judge)
            later = deployment.image.stages[deployment.stage.index + 1 :]
            if later:  # a target before the last stage: what comes behind it is not built
                path, end = unit.document.path, later[0].span.start
                report.diagnostics = [
                    one
                    for one in report.diagnostics
                    if one.path != path or one.span.outermost().start < end
                ]
                report.unjudged = [
                    one
                    for one in report.unjudged
                    if one.span.document.path != path or one.span.start < end
                ]
        return self._images[key]

    def _judged(self, units: Iterable[Unit], judge: Judge) -> Report:
        engine = self._engines.get(id(judge))
        if engine is None:
            engine = Engine(judge.rulebook.rules.values(), self._facts, self._today)
            self._engines[id(judge)] = engine
        engine.start()
        for unit in units:
            engine.judge(unit, self._project_of(judge))
        return suppress(engine.finish(), judge.context)

    def _of_document(self, link: Link, judge: Judge) -> list[Diagnostic]:
        """What rules about whole documents found in the cluster, or of its file's form."""
        around = link.container.cluster.mapping.span.outermost()
        placed, of_form = self._placed(judge).get(around.document.path, ([], []))
        first = bisect_left(placed, around.start, key=_start)
        stop = bisect_left(placed, max(around.end, around.start + 1), key=_start)
        return [*placed[first:stop], *of_form]

    def _placed(self, judge: Judge) -> Found:
        """By path what rules about whole documents found, in order of place; and of its form."""
        known = self._documents.get(id(judge))
        if known is None:
            known = self._documents[id(judge)] = {}
            names = {
                rule.name: rule.signature[0]
                for rule in judge.rulebook.rules.values()
                if rule.signature[0] in _OF_DOCUMENT
            }
            for found in sorted(self._report.diagnostics, key=_start):
                if found.rule in names:
                    pair = known.setdefault(found.path, ([], []))
                    pair[names[found.rule] == _OF_FORM].append(found)
        return known


class _ClusterPart:
    """One cluster and its container, out of a unit that may have more."""

    __slots__ = ("_link", "document")

    def __init__(self, link: Link) -> None:
        self._link = link
        self.document = link.unit.document

    def nodes(self, node_type: str) -> Iterable[object]:
        """The two, and nothing of other types."""
        container = self._link.container
        if node_type == "Container":
            return (container,)
        return (container.cluster,) if node_type == "Cluster" else ()

    def contexts_of(self, node: object) -> tuple[dict[str, str], ...]:
        """As in the whole unit."""
        return self._link.unit.contexts_of(node)

    def concerns_databricks(self) -> bool:
        """A cluster always does."""
        return True


def _start(found: Diagnostic) -> int:
    """Where a finding begins in its file."""
    return found.span.start
