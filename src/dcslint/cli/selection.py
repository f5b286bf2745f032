"""Which rules run and how severe they are: `--select`, `--ignore`, `--severity` over a rulebook."""

from __future__ import annotations

from dcslint.cli.arguments import Written, subject
from dcslint.cli.globs import glob_of
from dcslint.config import ConfigurationError, PathIgnore, Policy
from dcslint.diagnostic import SEVERITIES
from dcslint.rulebook.rulebook import Rulebook
from dcslint.rulebook.stability import as_of, horizon, is_in_force

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dcslint.cli.arguments import Arguments
    from dcslint.rulebook.rule import Rule
    from dcslint.rulebook.stability import Version

OFF = "off"


def choose(
    rulebook: Rulebook,
    select: Iterable[str],
    ignore: Iterable[str],
    severity: Iterable[str],
    limit: Version | None = None,
) -> Rulebook:
    """The rules to run, with the severities asked for; the rulebook given is left as it is.

    `select` and `ignore` hold comma-separated names, groups, packs or "all", `severity` NAME=LEVEL.
    What is ignored is taken away from what is selected. A rule that is off unless asked for, or
    newer than `limit`, runs only if its own name is selected. Raises ConfigurationError for a word
    that stands for no rule.
    """
    chosen = _selected(rulebook, list(_words(select)), limit)
    if limit is not None:
        chosen = {rule.name: rule for rule in as_of(chosen.values(), limit)}
    for word in _words(ignore):
        for rule in named(rulebook, "--ignore", word):
            chosen.pop(rule.name, None)
    levels: dict[str, str] = {}
    for word, level in _levels(severity):
        for rule in named(rulebook, "--severity", word):
            levels[rule.name] = level
    for name, level in levels.items():
        if level == OFF:
            chosen.pop(name, None)
        elif name in chosen:
            chosen[name] = _copy(chosen[name]).with_severity(level)
    return Rulebook(chosen.values())


def limit_of(arguments: Arguments) -> Version:
    """Up to which version rules are in force. Raises ConfigurationError for a wish that is none."""
    from dcslint import __version__

    since = arguments.last("--stable-since")
    try:
        return horizon(__version__, stable_since=since, preview=arguments.has("--preview"))
    except ValueError as error:
        raise ConfigurationError(f"{subject('--stable-since', since)}: {error}") from None


def policy_of(arguments: Arguments, rulebook: Rulebook, root: str) -> Policy:
    """What suppresses findings: what is demanded of comments, and what is ignored by path.

    Raises ConfigurationError for a word that stands for no rule.
    """
    forbidden = [
        rule.name
        for word in _words(arguments.all("--forbid-suppressions"))
        for rule in named(rulebook, "--forbid-suppressions", word)
    ]
    return Policy(
        require_reasons=arguments.has("--require-reasons"),
        forbidden=forbidden,
        ignores=[_ignore(rulebook, given, root) for given in arguments.all("--per-file-ignore")],
    )


def _ignore(rulebook: Rulebook, given: str, root: str) -> PathIgnore:
    """What a GLOB=NAME of `--per-file-ignore` means."""
    glob, equals, word = given.rpartition("=")
    if not glob or not equals or not word:
        raise ConfigurationError(f"--per-file-ignore {given}: give it as GLOB=NAME")
    names = [
        rule.name
        for one in _words([given.again(word) if isinstance(given, Written) else word])
        for rule in named(rulebook, "--per-file-ignore", one)
    ]
    where = given.where.rpartition(":")[0] if isinstance(given, Written) else "the command line"
    return PathIgnore(glob_of(given, root, glob), names, f"per-file-ignores of {where}")


def named(rulebook: Rulebook, option: str, word: str) -> list[Rule]:
    """The rules that a word stands for. Raises ConfigurationError, with a suggestion, if none."""
    rules = rulebook.named(word)
    if rules:
        return rules
    from dcslint.rulebook.card import suggest

    packs = {rule.pack for rule in rulebook.rules.values() if rule.pack}
    known = [*rulebook.rules, *rulebook.former, *rulebook.groups, *sorted(packs), "all"]
    what = f"{subject(option, word)}: " if option else ""
    hint = suggest(word, known) or " ('dcslint rules list' shows them)"
    raise ConfigurationError(f"{what}there is no rule or group {str(word)!r}{hint}")


def _selected(rulebook: Rulebook, words: list[str], limit: Version | None) -> dict[str, Rule]:
    def is_on(rule: Rule) -> bool:
        return rule.enabled and (limit is None or is_in_force(rule, limit))

    if not words:
        return {name: rule for name, rule in rulebook.rules.items() if is_on(rule)}
    chosen = {}
    for word in words:
        rules = named(rulebook, "--select", word)
        itself = rulebook.former.get(word, word)
        chosen.update({one.name: one for one in rules if is_on(one) or one.name == itself})
    return {name: rule for name, rule in rulebook.rules.items() if name in chosen}


def _words(given: Iterable[str]) -> Iterator[str]:
    for words in given:
        for word in words.split(","):
            if word.strip():
                yield words.again(word.strip()) if isinstance(words, Written) else word.strip()


def _levels(given: Iterable[str]) -> Iterator[tuple[str, str]]:
    levels = (*reversed(SEVERITIES), OFF)
    for pair in _words(given):
        name, equals, level = pair.partition("=")
        if not name or not equals:
            message = f"--severity {pair}: give it as NAME=LEVEL, LEVEL one of {', '.join(levels)}"
            raise ConfigurationError(message)
        if level not in levels:
            from dcslint.rulebook.card import suggest

            message = f"--severity {pair}: the level is one of {', '.join(levels)}"
            raise ConfigurationError(message + suggest(level, levels))
        yield pair.again(name) if isinstance(pair, Written) else name, level


def _copy(rule: Rule) -> Rule:
    from copy import copy

    return copy(rule)
