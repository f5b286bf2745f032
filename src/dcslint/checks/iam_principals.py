"""Who an IAM policy is about, and what in it was never filled in."""

from __future__ import annotations

from dcslint.checks import Problem, check
from dcslint.model.compute.template import placeholders
from dcslint.model.iam.policy import REPOSITORY, text_of
from dcslint.model.iam.wildcards import is_everything
from dcslint.source import Fix
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.diagnostic import Problems
    from dcslint.facts import Facts
    from dcslint.model.iam.policy import IamPolicy, IamStatement
    from dcslint.source import Value

_PROFILE = ":instance-profile/"
_PROFILE_REFERENCE = regex(
    r"(?:\$\{\s*)?(?:data\.)?aws_iam_instance_profile\.[\w-]+(?:\[[^\]]*\])?\.arn(?:\s*\})?"
)
# Types of principals that are accounts, users and roles, as JSON and Terraform name them.
_IDENTITIES = frozenset({"", "AWS", "*"})
_ARN = "arn:"


@check()
def profile_as_principal(statement: IamStatement) -> Problems:
    """Report the ARN of an instance profile as a principal, which only its role can be."""
    for type_, value in statement.principals:
        text = text_of(value)
        if text is None:
            # What Terraform calls it tells what it is, though not its text.
            if _PROFILE_REFERENCE.fullmatch(value.span.source):
                yield Problem(value)
            continue
        at = text.find(_PROFILE)
        if type_ in _IDENTITIES and text.startswith(_ARN) and at >= 0:
            start, end = at + 1, at + len(_PROFILE) - 1
            edits = [value.edit("role", start, end)]
            fix = Fix("write role, if it has the same name", edits)
            yield Problem(value.slice(start, end), fix=fix)


@check()
def anyone_allowed(statement: IamStatement) -> Problems:
    """Report a repository policy that lets everyone in, without a condition."""
    if statement.policy.kind != REPOSITORY or not statement.allows or statement.has_condition:
        return
    for type_, value in statement.principals:
        text = text_of(value)
        if type_ in _IDENTITIES and text is not None and is_everything(text):
            yield Problem(value)


@check("repository", "either")
def principal_missing(policy: IamPolicy) -> Problems:
    """Report a statement without a principal, where it cannot be one of an identity policy."""
    if not policy.complete or policy.kind not in (REPOSITORY, None):
        return
    placed = any(one.has("Resource", "NotResource") for one in policy.statements)
    if placed and not policy.told:
        return
    for statement in policy.statements:
        if not statement.has("Principal", "NotPrincipal"):
            case = "repository" if policy.kind == REPOSITORY else "either"
            yield Problem(statement.span, case=case)


@check()
def kinds_mixed(statement: IamStatement, facts: Facts) -> Problems:
    """Report a statement with a principal and a resource, which allows a pull.

    Not where both are everything, as in the policy of an endpoint.
    """
    if not statement.has("Principal") or not statement.has("Resource"):
        return
    pulls = [statement.covers(row.action) for row in facts.ecr_actions("pull")]
    everyone = [_is_everything(value) for _, value in statement.principals]
    everything = [_is_everything(value) for value in statement.resources]
    if True not in pulls or (all(everyone) and all(everything)):
        return
    entry = statement.mapping.entry("Resource")
    if entry is not None:
        yield Problem(entry.key)


def _is_everything(value: Value) -> bool:
    text = text_of(value)
    return text is None or is_everything(text)


@check()
def placeholder_in_policy(statement: IamStatement) -> Problems:
    """Report a placeholder of documentation in a resource or a principal."""
    yield from _placeholders(statement.resources)
    yield from _placeholders(value for _, value in statement.principals)


def _placeholders(values: Iterable[Value]) -> Problems:
    for value in values:
        for start, end in placeholders(value.text or ""):
            found = value.slice(start, end)
            yield Problem(found, placeholder=found.text or "")
