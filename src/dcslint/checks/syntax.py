"""What a reader could not understand, put into words by the cards of group `file`."""

from __future__ import annotations

from dcslint.checks import Problem, check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.readers.problem import SyntaxProblem

_JSON = "json-"


@check()
def unreadable(problem: SyntaxProblem, *, kinds: list[str]) -> Problems:
    """Report a problem of one of the kinds."""
    if problem.kind in kinds:
        yield Problem(problem.span).with_words(problem.words)


@check(
    "bad-escape",
    "comment",
    "control-character",
    "empty",
    "missing-comma",
    "trailing-comma",
    "unclosed",
    "unexpected",
)
def malformed_json(problem: SyntaxProblem) -> Problems:
    """Report what is no JSON; the case is the kind without its prefix."""
    case = problem.kind.removeprefix(_JSON)
    if problem.kind.startswith(_JSON) and case not in ("duplicate-key", "template", "too-deep"):
        yield Problem(problem.span, case=case).with_words(problem.words)
