"""Patterns of IAM: `*` is any text, `?` one character. Time is bounded by the product of lengths.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from __future__ import annotations

# Of no action, and of no ARN, as AWS limits them; what is longer fits nothing that we ask for.
_LONGEST = 2048


def is_pattern(text: str) -> bool:
    """Whether a text has a wildcard in it."""
    return "*" in text or "?" in text


def is_everything(text: str) -> bool:
    """Whether a pattern fits any text at all."""
    return bool(text) and not text.strip("*")


def matches(pattern: str, text: str) -> bool:
    """Whether a text fits a pattern, letter by letter in the case given."""
    if len(pattern) > _LONGEST or len(text) > _LONGEST:
        return False
    star = kept = -1
    at = position = 0
    while position < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, kept = at, position
            at += 1
        elif at < len(pattern) and pattern[at] in (text[position], "?"):
            at += 1
            position += 1
        elif star >= 0:
            kept += 1
            at, position = star + 1, kept
        else:
            return False
    return not pattern[at:].strip("*")


def meets(one: str, other: str) -> bool:
    """Whether some text fits both patterns. True of a pattern too long to be tried."""
    if len(one) > _LONGEST or len(other) > _LONGEST:
        return True
    if not is_pattern(one) or not is_pattern(other):
        return matches(other, one) if not is_pattern(one) else matches(one, other)
    if not (_may_begin_alike(one, other) and _may_begin_alike(one[::-1], other[::-1])):
        return False
    # row[j]: whether what is left of `one` and other[j:] have a text in common; from the ends.
    row = [not other[j:].strip("*") for j in range(len(other) + 1)]
    for i in range(len(one) - 1, -1, -1):
        below = row
        row = [False] * (len(other) + 1)
        row[len(other)] = not one[i:].strip("*")
        for j in range(len(other) - 1, -1, -1):
            if one[i] == "*" or other[j] == "*":
                row[j] = below[j] or row[j + 1]
            elif one[i] == other[j] or "?" in (one[i], other[j]):
                row[j] = below[j + 1]
    return row[0]


def _may_begin_alike(one: str, other: str) -> bool:
    """Whether the letters in front of the first wildcard of either are the same."""
    for mine, its in zip(one, other, strict=False):
        if mine in "*?" or its in "*?":
            return True
        if mine != its:
            return False
    return True


def may_name(arn: str, form: str) -> bool:
    """Whether an ARN with wildcards can name something of a form, which is an ARN with wildcards.

    No colon is in a part of an ARN but the last; up to a wildcard the parts must be the same.
    """
    for part, wanted in zip(arn.split(":"), form.split(":")[:-1], strict=False):
        if is_pattern(part):
            break
        if not is_pattern(wanted) and part != wanted:
            return False
    return meets(arn, form)
