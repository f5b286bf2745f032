"""What a reader could not understand, put into words by the cards of group `file`."""

from __future__ import annotations

from dcslint.checks import Problem, check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.readers.problem import SyntaxProblem


@check()
def unreadable(problem: SyntaxProblem, *, kinds: list[str]) -> Problems:
    """Report a problem of one of the kinds."""
    if problem.kind in kinds:
        yield Problem(problem.span).with_words(problem.words)
