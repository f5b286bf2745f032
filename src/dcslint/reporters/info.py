"""What a reporter is told about the run, beside the report itself."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    from dcslint.diagnostic import Report
    from dcslint.rulebook.rulebook import Rulebook

    class Reporter(Protocol):
        """Writes a report. `write` takes text; it may be called many times."""

        def __call__(
            self, report: Report, rulebook: Rulebook, info: RunInfo, write: Callable[[str], None]
        ) -> None:
            """Write `report` with `write`."""
            ...


class RunInfo:
    """Facts of the run that only the front end knows.

    exit_status      what the process will return
    root_uri         the working directory as a file URI that ends in "/", "" if not to be told
    provenance       {"repositoryUri", "revisionId", "branch", "folder"} of a git checkout, or None;
                     folder: the working directory within the checkout, "" or left out at its root
    automation       SARIF's automationDetails where the CI system asks for its own, or None
    category         the prefix of SARIF's automationDetails.id
    fixed            how many findings this run has fixed
    fixes_all        whether it was to fix what it could: nothing fixable is left for --fix
    color, quiet, statistics, show_unresolved, show_suppressed   as on the command line
    read_card        rule's card path → the card's Markdown (for help texts)
    """

    __slots__ = (
        "automation",
        "category",
        "color",
        "exit_status",
        "fixed",
        "fixes_all",
        "provenance",
        "quiet",
        "read_card",
        "root_uri",
        "show_suppressed",
        "show_unresolved",
        "statistics",
        "version",
    )

    def __init__(
        self,
        *,
        version: str,
        exit_status: int = 0,
        root_uri: str = "",
        provenance: dict[str, str] | None = None,
        automation: dict[str, Any] | None = None,
        category: str = "dcslint",
        fixed: int = 0,
        fixes_all: bool = False,
        color: bool = False,
        quiet: bool = False,
        statistics: bool = False,
        show_unresolved: bool = False,
        show_suppressed: bool = False,
        read_card: Callable[[str], str] | None = None,
    ) -> None:
        self.version = version
        self.exit_status = exit_status
        self.root_uri = root_uri
        self.provenance = provenance
        self.automation = automation
        self.category = category
        self.fixed = fixed
        self.fixes_all = fixes_all
        self.color = color
        self.quiet = quiet
        self.statistics = statistics
        self.show_unresolved = show_unresolved
        self.show_suppressed = show_suppressed
        self.read_card = read_card
