"""What is wrong with comments that suppress findings. What they did is found out by `suppress`."""

from __future__ import annotations

from dcslint.checks import Problem, check
from dcslint.source import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.model.suppression import Suppression


@check("name", "comment")
def suppression_unused(suppression: Suppression) -> Problems:
    """Report a rule that is named for nothing; once for the comment if that is true of each."""
    unused = [name for name in suppression.names if name.state == "unused"]
    if unused and len(unused) == len(suppression.names):
        words = ", ".join(name.text for name in unused)
        fix = Fix("remove the comment", [suppression.removal], safe=True)
        yield Problem(suppression.span, case="comment", fix=fix, names=words)
        return
    for name in unused:
        fix = Fix(f"remove {name.text}", [name.removal], safe=True)
        yield Problem(name.span, case="name", fix=fix, name=name.text)


@check("unknown", "misspelt")
def suppression_of_unknown_rule(suppression: Suppression) -> Problems:
    """Report a name that stands for no rule and no group."""
    for name in suppression.names:
        if name.state != "unknown":
            continue
        if name.meant:
            fix = Fix(f"write {name.meant}", [Edit(name.span, name.meant)])
            yield Problem(name.span, case="misspelt", fix=fix, name=name.text, meant=name.meant)
        else:
            fix = Fix(f"remove {name.text}", [name.removal])
            yield Problem(name.span, case="unknown", fix=fix, name=name.text)


@check()
def suppression_expired(suppression: Suppression) -> Problems:
    """Report a suppression whose last day is over."""
    if suppression.expired and suppression.until is not None:
        yield Problem(suppression.until, day=suppression.last_day)


@check()
def suppression_without_reason(suppression: Suppression) -> Problems:
    """Report a suppression that gives no reason where one is required."""
    if suppression.reason_missing:
        yield Problem(suppression.span)


@check()
def suppression_forbidden(suppression: Suppression) -> Problems:
    """Report a rule that the configuration allows no comment to suppress."""
    for name in suppression.names:
        if name.state == "forbidden":
            yield Problem(name.span, name=name.text)


@check("unknown-word", "no-rule", "no-date", "no-stage")
def suppression_malformed(suppression: Suppression) -> Problems:
    """Report a comment that speaks to dcslint and is not understood."""
    fault = suppression.fault
    if fault is not None:
        yield Problem(fault.span, case=fault.case).with_words(fault.words)
