"""What IAM policies say of Amazon ECR's actions: names that are none, and more than a pull needs.

Only what begins with the prefix of ECR is judged. IAM compares actions without letter case.
"""

from __future__ import annotations

from dcslint.checks import Problem, check
from dcslint.model.iam.policy import IDENTITY, is_of_ecr, text_of
from dcslint.model.iam.wildcards import is_everything, is_pattern, matches
from dcslint.source import Fix
from dcslint.source.likeness import Nearest
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.diagnostic import Problems
    from dcslint.facts import Facts
    from dcslint.model.iam.policy import IamPolicy, IamStatement
    from dcslint.source import Value
    from dcslint.source.pattern import Pattern


_LONGEST_SHOWN = 50


def _named(statement: IamStatement) -> Iterator[tuple[Value, str]]:
    """The actions of ECR that a statement names or spares, with their texts."""
    for value in (*statement.actions, *statement.not_actions):
        text = text_of(value)
        if text is not None and is_of_ecr(text):
            yield value, text


@check("unknown", "near", "pattern")
def unknown_ecr_action(statement: IamStatement, facts: Facts) -> Problems:
    """Report an action of ECR that is not known, in any letter case, and a pattern of none."""
    names = {row.action.lower(): row.action for row in facts.ecr_actions()}
    nearest = Nearest(names, least=0.8)
    for value, text in _named(statement):
        if is_pattern(text):
            if not any(matches(text.lower(), one.action.lower()) for one in facts.ecr_actions()):
                yield Problem(value, case="pattern", action=text[:_LONGEST_SHOWN])
        elif facts.ecr_action(text) is None:
            near = names.get(nearest.of(text.lower()) or "")
            if near is None:
                yield Problem(value, case="unknown", action=text[:_LONGEST_SHOWN])
                continue
            fix = Fix(f"rename it to {near}", [value.edit(near)])
            yield Problem(value, case="near", fix=fix, action=text[:_LONGEST_SHOWN], near=near)


@check()
def odd_spelling_of_action(statement: IamStatement, facts: Facts) -> Problems:
    """Report an action of ECR in another letter case than its own, which works all the same."""
    for value, text in _named(statement):
        row = facts.ecr_action(text)
        if row is not None and row.action != text:
            fix = Fix(f"spell it {row.action}", [value.edit(row.action)], safe=True)
            yield Problem(value, fix=fix, action=text, canonical=row.action)


@check("service", "all")
def every_action_allowed(statement: IamStatement, facts: Facts) -> Problems:
    """Report a pattern that allows all that ECR can do, or all that anything can.

    Only in a policy that names what a pull needs, or for the former is about ECR alone, or stands
    in files for Databricks: an administrator's allows many things. A condition may take back what
    the pattern gives.
    """
    if not statement.allows or statement.has_condition:
        return
    policy = statement.policy
    is_for_pull = policy.group.names_databricks or _names_pull(policy, facts)
    for value in statement.actions:
        text = text_of(value)
        if text is None:
            continue
        if is_of_ecr(text) and is_everything(text.partition(":")[2]):
            if is_for_pull or _is_of_ecr_alone(policy):
                yield Problem(value, case="service", action=text[:_LONGEST_SHOWN])
        elif is_everything(text.replace(":", "*")) and _names_pull(policy, facts):
            yield Problem(value, case="all", action=text[:_LONGEST_SHOWN])


def _names_pull(policy: IamPolicy, facts: Facts) -> bool:
    pull = {row.action.lower() for row in facts.ecr_actions("pull")}
    return any(
        (value.text or "").lower() in pull
        for statement in policy.statements
        if statement.allows
        for value in statement.actions
    )


def _is_of_ecr_alone(policy: IamPolicy) -> bool:
    return all(
        is_of_ecr(value.text) for statement in policy.statements for value in statement.actions
    )


@check()
def push_allowed(policy: IamPolicy, facts: Facts, *, others: Pattern) -> Problems:
    """Report an action that only a push needs, in a policy of files that are for Databricks.

    `others` is the pattern of a name that says that somebody else is to push.
    """
    from dcslint.source.pattern import MOST_CHARACTERS, TOO_LONG, compile_pattern

    if policy.kind != IDENTITY or not policy.group.names_databricks:
        return
    sids = [statement.mapping.value("Sid") for statement in policy.statements]
    names = [*policy.names, *(sid.text or "" for sid in sids if sid is not None)]
    other = compile_pattern(others)
    if any(len(name) > MOST_CHARACTERS for name in names):
        reached(TOO_LONG, policy.mapping.span)
    if any(other.matches(name[:MOST_CHARACTERS].lower()) for name in names):
        return
    push = {row.action.lower() for row in facts.ecr_actions("push")}
    for statement in policy.statements:
        for value in statement.actions if statement.allows else ():
            text = text_of(value)
            if text is not None and text.lower() in push:
                yield Problem(value, action=text)
                return


@check()
def identifier_says_push(statement: IamStatement, facts: Facts, *, word: str) -> Problems:
    """Report a statement whose identifier has a word for pushing, and which allows none."""
    sid = statement.mapping.value("Sid")
    text = None if sid is None else text_of(sid)
    if sid is None or text is None or word not in text.lower() or not statement.allows:
        return
    answers = [statement.covers(row.action) for row in facts.ecr_actions("push")]
    pulls = [statement.covers(row.action) for row in facts.ecr_actions("pull")]
    if all(answer is False for answer in answers) and True in pulls:
        yield Problem(sid, sid=text[:_LONGEST_SHOWN])
