"""Which rules, at which severity, a version stands for: what pins dcslint without pinning it.

A patch version may bring rules and raise severities for a try; they hold from the next minor
version on. Only our own rules have versions of ours. Nothing here knows how rules are chosen.
"""

from __future__ import annotations

from functools import lru_cache

from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.rulebook.rule import Rule

    Version = tuple[int, int, int]

_VERSION = regex(r"(\d+)\.(\d+)(?:\.(\d+))?(?:[^\d.].*|\.dev.*)?")
_EVERYTHING = (10**9, 0, 0)


@lru_cache(maxsize=64)  # each rule asks for its own, and most have the same
def parse_version(text: str) -> Version | None:
    """A version such as "0.3", "0.3.1" or "0.4.0.dev1" as numbers, None if it is none."""
    parts = text.split(".")
    if len(parts) == 3 and all(map(str.isdecimal, parts)):
        return int(parts[0]), int(parts[1]), int(parts[2])
    found = _VERSION.fullmatch(text)
    return None if found is None else (int(found[1]), int(found[2]), int(found[3] or 0))


def horizon(version: str, *, stable_since: str = "", preview: bool = False) -> Version:
    """Up to which version rules are in force, for dcslint of `version`.

    Without a wish these are the rules of its minor version. Raises ValueError, with what is wrong,
    for a wish that is no version or comes later than that.
    """
    if preview and stable_since:
        raise ValueError("preview and stable-since exclude each other")
    if preview:
        return _EVERYTHING
    current = parse_version(version) or _EVERYTHING
    if not stable_since:
        return current[0], current[1], 0
    wanted = parse_version(stable_since)
    if wanted is None:
        raise ValueError(f"{stable_since!r} is no version such as 0.3")
    if wanted > current:
        raise ValueError(f"{stable_since} is later than this version, {version}")
    return wanted


def is_preview(rule: Rule, version: str) -> bool:
    """Whether a rule is there for a try only in dcslint of `version`."""
    return not is_in_force(rule, horizon(version))


def is_in_force(rule: Rule, limit: Version) -> bool:
    """Whether a rule was there at a version; one of another pack always is."""
    since = parse_version(rule.since)
    return not rule.ours or since is None or since <= limit


def as_of(rules: Iterable[Rule], limit: Version) -> list[Rule]:
    """The rules with the severities that they had at a version; those given stay as they are."""
    return [_as_of(rule, limit) for rule in rules]


def _as_of(rule: Rule, limit: Version) -> Rule:
    changed = rule
    # The latest raise first, so that of several the oldest wins.
    for text in sorted(rule.raised, key=lambda text: parse_version(text) or limit, reverse=True):
        version = parse_version(text)
        if not rule.ours or version is None or version <= limit:
            continue
        before = rule.raised[text]
        cases = {
            case: (
                before if isinstance(before, str) else before.get(case or "", severity),
                message,
            )
            for case, (severity, message) in changed.cases.items()
        }
        changed = changed.with_cases(cases)
    return changed
