"""A cluster's image in Amazon ECR and the policies beside it: does one of them let it be pulled."""

from __future__ import annotations

from dcslint.checks import Problem, Related, check
from dcslint.model.iam.policy import REPOSITORY, text_of
from dcslint.model.iam.wildcards import is_everything, may_name
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.model.iam.policy import IamPolicy
    from dcslint.model.links.access import RegistryAccess
    from dcslint.source import Value

_PROFILE = ("aws_attributes", "instance_profile_arn")
_ACCOUNT = regex(r"arn:[a-z-]+:iam::(\d{12}):")
_MOST_SHOWN = 5


@check()
def repository_not_granted(access: RegistryAccess, *, action: str, managed: str) -> Problems:
    """Report an image in a repository that no policy lets anybody pull, though others it does.

    `action` is what a pull is told by, `managed` how Amazon's own policies that grant it begin.
    """
    reference, container = access.reference, access.container
    account = _account(access)
    shared = any(policy.kind == REPOSITORY for policy in access.policies)
    # In the same account the repository may let the role in, whatever the role's policy says.
    if container.written is None or (shared and account in (None, reference.account)):
        return
    form = f"arn:*:ecr:{reference.region}:{reference.account}:repository/{reference.path}"
    granted: list[Value] = []
    for policy in access.policies:
        if policy.kind == REPOSITORY:
            continue
        found = _granted(policy, action, form)
        if found is None or policy.group.says(managed):
            return
        granted += found
    if not granted:
        return
    yield Problem(
        container.written,
        because=granted,
        related=[Related(one.span, "this may be pulled") for one in granted[:_MOST_SHOWN]],
        repository=reference.path,
    )


def _granted(policy: IamPolicy, action: str, form: str) -> list[Value] | None:
    """The resources on which a policy grants an action; None if one may have the form."""
    if not policy.complete:
        return None
    granted: list[Value] = []
    for statement in policy.statements:
        covered = statement.covers(action)
        if statement.denies or covered is False:
            continue
        resources = statement.resources
        sure = covered and statement.allows and not statement.has("NotResource", "Principal")
        if not sure or not resources.complete:
            return None
        for value in resources:
            text = text_of(value)
            if text is None or may_name(text, form):
                return None
            granted.append(value)
    return granted


@check()
def account_not_let_in(access: RegistryAccess, *, action: str) -> Problems:
    """Report an image of another account, if no repository's policy beside it names the cluster's.

    `action` is what a pull is told by.
    """
    written, account = access.container.written, _account(access)
    if written is None or account is None or account == access.reference.account:
        return
    policies = [one for one in access.policies if one.kind == REPOSITORY]
    values: list[Value] = []
    for policy in policies:
        if not policy.complete:
            return
        for statement in policy.statements:
            if statement.denies or statement.covers(action) is False:
                continue
            if not statement.allows or not statement.principals:
                return
            for _, value in statement.principals:
                text = text_of(value)
                if text is None or account in text or is_everything(text):
                    return
                values.append(value)
    if values:
        yield Problem(
            written,
            because=values,
            related=[Related(one.span, "this is let in") for one in values[:_MOST_SHOWN]],
            account=account,
        )


def _account(access: RegistryAccess) -> str | None:
    """The account of the cluster's instance profile."""
    value = access.container.cluster.value(*_PROFILE)
    text = None if value is None else value.known()
    found = None if text is None else _ACCOUNT.match(text)
    return None if found is None else found[1]
