"""Whether an IAM policy lets anybody pull from Amazon ECR: all actions, on the right resources.

A role can have several policies, of which one document is a part. So nothing is missing that
another policy beside it grants, or may.
"""

from __future__ import annotations

from dcslint.checks import Problem, check
from dcslint.model.iam.edits import add_item, remove_item
from dcslint.model.iam.policy import IDENTITY, REPOSITORY, is_of_ecr, text_of
from dcslint.model.iam.wildcards import is_everything, matches, may_name
from dcslint.source import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.diagnostic import Problems
    from dcslint.facts import Facts
    from dcslint.model.iam.policy import IamPolicy, IamStatement
    from dcslint.source import Value


def _allowing(policy: IamPolicy) -> Iterator[IamStatement]:
    """The statements that may let a cluster pull: they allow, and not to a service of Amazon."""
    for statement in policy.statements:
        if statement.allows and not statement.services:
            yield statement


def _naming(statement: IamStatement, *actions: str) -> Iterator[Value]:
    """The values of a statement that name one of the actions with ECR's own prefix."""
    for value in statement.actions:
        text = text_of(value)
        if text is not None and is_of_ecr(text):
            pattern = text.lower()
            if any(matches(pattern, action.lower()) for action in actions):
                yield value


def _first(policy: IamPolicy, pull: list[str], token: str = "") -> Value | None:
    """The first value that names one of the actions of a `pull`, if the policy is for pulling.

    That is not the `token`, if there is another. It names two of them; one alone may be for a look
    at images, but not in files for Databricks.
    """
    names = {action.lower() for action in pull}
    found = {
        text.lower(): value
        for statement in _allowing(policy)
        for value in reversed(statement.actions.values)
        if (text := text_of(value)) is not None and text.lower() in names
    }
    enough = 1 if policy.group.names_databricks else 2
    if len(found) < enough:
        return None
    others = [value for name, value in found.items() if name != token.lower()]
    return min(others or found.values(), key=lambda value: value.span.start)


def _beside(policy: IamPolicy, value: Value) -> list[Value]:
    """The actions of the statement that names one."""
    for statement in policy.statements:
        if any(one is value for one in statement.actions):
            return statement.actions.values
    return []


def _is_missing(policy: IamPolicy, action: str, managed: str, *, by_roles: bool = False) -> bool:
    """Whether neither the policy nor what stands beside it grants an action.

    `by_roles`: the policy of a repository cannot grant it.
    """
    group = policy.group
    if policy.grants(action) is not False or not group.complete or group.says(managed):
        return False
    return not any(
        one.grants(action) is not False
        for one in group.beside(policy)
        if not (by_roles and one.kind == REPOSITORY)
    )


@check()
def token_not_granted(policy: IamPolicy, *, token: str, pull: list[str], managed: str) -> Problems:
    """Report a policy that lets somebody `pull`, and not get the `token` to log in with.

    `managed` is how the names of Amazon's own policies begin that grant it.
    """
    if policy.kind != IDENTITY or not _is_missing(policy, token, managed, by_roles=True):
        return
    value = _first(policy, pull)
    if value is not None:
        yield Problem(value, because=policy.rests_on(), token=token)


@check("needed", "usual")
def pull_incomplete(
    policy: IamPolicy,
    facts: Facts,
    *,
    needed: list[str],
    usual: list[str],
    token: str,
    managed: str,
) -> Problems:
    """Report a policy that has some and not all of the actions `needed` for a pull.

    Also one without those that are `usual` beside them; the `token` is another matter. Who may push
    is no one who only pulls.
    """
    if policy.kind not in (IDENTITY, REPOSITORY):
        return
    if any(policy.grants(row.action) is not False for row in facts.ecr_actions("push")):
        return
    pull = [row.action for row in facts.ecr_actions("pull")]
    value = _first(policy, pull, token)
    if value is None or all(policy.grants(action) is False for action in needed):
        return
    for case, actions in (("needed", needed), ("usual", usual)):
        missing = [action for action in actions if _is_missing(policy, action, managed)]
        for action in missing:
            fix = Fix(f"add {action}", [add_item(_beside(policy, value), action)])
            yield Problem(value, case=case, because=policy.rests_on(), fix=fix, action=action)
        if missing:
            return


@check()
def token_on_resources(statement: IamStatement, *, token: str, managed: str) -> Problems:
    """Report a `token` that is granted on some resources, and nowhere on all of them."""
    policy = statement.policy
    if policy.kind == REPOSITORY or statement.has("Principal", "NotPrincipal"):
        return
    if not statement.allows or statement.covers_everything() is not False:
        return
    if not statement.resources.values or policy.may_grant_on_all(token):
        return
    value = next(_naming(statement, token), None)
    group = policy.group
    if value is None or not group.complete or group.says(managed):
        return
    if any(one.may_grant_on_all(token) for one in group.beside(policy)):
        return
    resources = statement.resources.values
    fix = None
    if len(resources) == 1 and _names_only(statement, token):
        fix = Fix('write "*"', [resources[0].edit("*")], safe=True)
    # What begins with the letters of an ARN is not everything, whatever a variable adds.
    because = [one for one in resources if not one.span.source.startswith("arn:")]
    yield Problem(value, because=because, fix=fix, token=token)


def _names_only(statement: IamStatement, action: str) -> bool:
    texts = [text_of(value) for value in statement.actions]
    return statement.actions.complete and all(
        text is not None and text.lower() == action.lower() for text in texts
    )


@check()
def resource_not_repository(
    statement: IamStatement, *, pull: list[str], repository: str
) -> Problems:
    """Report a resource that is no repository, where all that is allowed is what a pull needs.

    `repository` is the pattern, with wildcards, of the ARN of one.
    """
    actions = [text_of(value) for value in statement.actions]
    if not statement.allows or not all(is_of_ecr(action) for action in actions):
        return
    if next(_naming(statement, *pull), None) is None:
        return
    for value in statement.resources:
        text = text_of(value)
        if text and not is_everything(text) and not may_name(text, repository):
            yield Problem(value)


@check()
def token_in_repository_policy(statement: IamStatement, *, token: str) -> Problems:
    """Report a `token` in the policy of a repository, where it grants nothing."""
    if statement.policy.kind != REPOSITORY:
        return
    for value in statement.actions:
        text = text_of(value)
        if text is not None and text.lower() == token.lower():
            fix = Fix(f"remove {token}", [remove_item(statement.actions.values, value)])
            yield Problem(value, fix=fix, token=token)
