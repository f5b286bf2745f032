"""What a reader could not understand, put into words by the cards of group `file`."""

from __future__ import annotations

from dcslint.checks import Problem, check
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.readers.problem import SyntaxProblem
    from dcslint.source.limits import Limit

_JSON = "json-"
_YAML = "yaml-"
_HCL = "hcl-"
# What other cards tell of, or what is sound YAML that only readers such as ours have trouble with.
_NO_FAULTS_OF_YAML = frozenset({"complex-key", "duplicate-anchor", "template", "too-deep"})


@check()
def unreadable(problem: SyntaxProblem, *, kinds: list[str]) -> Problems:
    """Report a problem of one of the kinds."""
    if problem.kind in kinds:
        yield Problem(problem.span).with_words(problem.words)
        _note_more(problem)


@check()
def limit_reached(limit: Limit) -> Problems:
    """Report that there is more of something than is read."""
    yield Problem(limit.span, most=limit.most)


@check(
    "bad-escape",
    "comment",
    "control-character",
    "empty",
    "missing-comma",
    "quotes",
    "trailing-comma",
    "unclosed",
    "unexpected",
)
def malformed_json(problem: SyntaxProblem) -> Problems:
    """Report what is no JSON; the case is the kind without its prefix."""
    case = problem.kind.removeprefix(_JSON)
    if problem.kind.startswith(_JSON) and case not in ("duplicate-key", "template", "too-deep"):
        yield Problem(problem.span, case=case).with_words(problem.words)
        _note_more(problem)


@check("syntax", "unclosed", "duplicate-attribute")
def malformed_hcl(problem: SyntaxProblem) -> Problems:
    """Report what is no HCL; the case is the kind without its prefix."""
    case = problem.kind.removeprefix(_HCL)
    if problem.kind.startswith(_HCL) and case != "too-deep":
        yield Problem(problem.span, case=case).with_words(problem.words)
        _note_more(problem)


@check(
    "bad-merge",
    "control-character",
    "duplicate-key",
    "syntax",
    "tab",
    "too-many-aliases",
    "unclosed",
    "unknown-alias",
)
def malformed_yaml(problem: SyntaxProblem) -> Problems:
    """Report what is no YAML; the case is the kind without its prefix."""
    case = problem.kind.removeprefix(_YAML)
    if problem.kind.startswith(_YAML) and case not in _NO_FAULTS_OF_YAML:
        yield Problem(problem.span, case=case).with_words(problem.words)
        _note_more(problem)


def _note_more(problem: SyntaxProblem) -> None:
    """Note that there are more problems than are told, behind the last of these."""
    if problem.most:
        reached(problem.most, problem.span)
