"""The command `rules`: list, explain, start and test cards, write what is made of them."""

from __future__ import annotations

import os

from dcslint import __version__
from dcslint.cli import console, installed
from dcslint.cli.arguments import one_of
from dcslint.cli.check import tell
from dcslint.cli.disk import reason, write_whole
from dcslint.cli.own_rules import RULES, own_folder
from dcslint.cli.selection import named
from dcslint.config import ConfigurationError
from dcslint.rulebook.stability import is_preview

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from dcslint.cli.arguments import Arguments
    from dcslint.plugins import Installation
    from dcslint.rulebook.rule import Rule
    from dcslint.testing import Case

DOCUMENT = "docs/rules.md"
# Which options an action has, beside those that every command has.
ACTIONS = {
    "list": ("--format",),
    "explain": (),
    "checks": ("--format",),
    "new": ("--like",),
    "test": ("--update",),
    "index": ("--check",),
    "docs": ("--check", "--output"),
}


def rules(arguments: Arguments) -> int:
    """Do what the word after `rules` says. Returns the exit status.

    Raises ConfigurationError for wrong usage, CardError for a card that cannot be used.
    """
    if not arguments.words:
        actions = ", ".join(ACTIONS)
        raise ConfigurationError(
            f"'dcslint rules' goes on with one of {actions} (a file called rules is ./rules)"
        )
    action, *words = arguments.words
    one_of("the word after 'dcslint rules'", action, ACTIONS)
    own = {option for options in ACTIONS.values() for option in options}
    for option, _ in arguments.options:
        if option in own and option not in ACTIONS[action]:
            raise ConfigurationError(f"'dcslint rules {action}' has no option {option}")
    do: dict[str, Callable[[Arguments, list[str]], int]] = {
        "list": _list,
        "explain": _explain,
        "checks": _checks,
        "new": _new,
        "test": _test,
        "index": _index,
        "docs": _docs,
    }
    return do[action](arguments, words)


def _loaded(arguments: Arguments) -> Installation:
    installation = installed(arguments)
    tell(installation.failures, debug=arguments.has("--debug"))
    return installation


def _list(arguments: Arguments, words: list[str]) -> int:
    form = one_of("--format", arguments.last("--format", "text"), ("text", "json"))
    installation = _loaded(arguments)
    book = installation.rulebook
    chosen = list(book.rules.values())
    if words:
        meant = (rule for word in words for rule in named(book, "", word))
        chosen = list({rule.name: rule for rule in meant}.values())
    chosen.sort(key=lambda rule: (rule.pack, rule.group, rule.name))
    if form == "json":
        import json

        rows = [_as_data(rule) for rule in chosen]
        console.write(json.dumps(rows, indent=2) + "\n")
    else:
        console.show(_as_text(chosen))
    return 2 if installation.failures else 0


def _as_data(rule: Rule) -> dict[str, object]:
    return {
        "name": rule.name,
        "group": rule.group,
        "pack": rule.pack,
        "severity": rule.severity,
        "title": rule.title,
        "cases": [
            {"case": case, "severity": severity, "message": message}
            for case, (severity, message) in rule.cases.items()
        ],
        "enabled": rule.enabled,
        "since": rule.since,
        "preview": is_preview(rule, __version__),
        "tags": rule.tags,
        "sources": rule.sources,
        "catalogue": rule.catalogue,
        "formerly": rule.formerly,
        "card": rule.path,
    }


def _as_text(rules_to_show: list[Rule]) -> str:
    width = max((len(rule.name) for rule in rules_to_show), default=0)
    lines: list[str] = []
    heading = None
    for rule in rules_to_show:
        group = f"{rule.pack}: {rule.group}" if rule.pack else rule.group
        if group != heading:
            lines += ["", group] if lines else [group]
            heading = group
        off = "" if rule.enabled else " (only if selected)"
        lines.append(f"  {rule.name:<{width}}  {rule.severity:<7}  {rule.title}{off}")
    return "".join(f"{line}\n" for line in lines)


def _explain(arguments: Arguments, words: list[str]) -> int:
    if not words:
        raise ConfigurationError("'dcslint rules explain' needs the name of a rule")
    installation = _loaded(arguments)
    chosen = [rule for word in words for rule in named(installation.rulebook, "", word)]
    from dcslint.cli.docs import explained

    texts = [explained(rule, installation.read_card(rule.path)) for rule in chosen]
    console.show("\n".join(texts))
    return 2 if installation.failures else 0


def _checks(arguments: Arguments, words: list[str]) -> int:
    from dcslint.cli.check_catalogue import as_data, as_text, checks_of_table, chosen
    from dcslint.plugins.index import checks_of

    form = one_of("--format", arguments.last("--format", "text"), ("text", "json"))
    installation = _loaded(arguments)
    table: dict[str, Callable[..., Any]] = {}
    for pack in installation.packs:
        table.update(checks_of(pack))
    found = checks_of_table(table)
    if form == "json":
        import json

        rows = as_data(chosen(found, words) if words else found)
        console.write(json.dumps(rows, indent=2) + "\n")
    elif words:
        console.write(as_text(chosen(found, words), []))
    else:
        general = [one for one in found if one.general]
        console.write(as_text(general, [one for one in found if not one.general]))
    return 2 if installation.failures else 0


def _new(arguments: Arguments, words: list[str]) -> int:
    from dcslint.cli.new_rule import card_like, split_name
    from dcslint.cli.own_rules import place_for_rules

    if len(words) != 1:
        raise ConfigurationError("'dcslint rules new' needs one GROUP/NAME: image/our-registry")
    group, name = split_name(words[0])
    folder = arguments.last("--rules") or place_for_rules()
    test = "dcslint rules test" + (f" {folder}" if arguments.has("--rules") else "")
    if not os.path.isdir(folder):
        # It is made only once all is known to be right.
        arguments.options = [one for one in arguments.options if one != ("--rules", folder)]
    text = card_like(_loaded(arguments), group, name, arguments.last("--like"))
    path = os.path.join(folder, group, f"{name}.md")
    if os.path.exists(path):
        raise ConfigurationError(f"{path}: it is there already")
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write_whole(path, text.encode())
    except OSError as error:
        raise ConfigurationError(f"{path}: {reason(error)}") from None
    console.show(f"{path}: edit it, then '{test} --update'\n")
    return 0


def _test(arguments: Arguments, words: list[str]) -> int:
    from dcslint.testing import cases_of, rules_in

    folder = _folder(arguments, words)
    installation = _loaded(arguments)
    cases = list(cases_of(installation, rules_in(installation, folder)))
    if not cases:
        raise ConfigurationError(f"no card with an example in {folder or 'what is installed'}")
    changed = _update(installation, cases, folder) if arguments.has("--update") else []
    if changed:
        # What was written is read back: an update cannot mend everything.
        installation = installed(arguments)
        cases = list(cases_of(installation, rules_in(installation, folder)))
    lines = [f"updated {path}" for path in changed]
    failing = 0
    for case in cases:
        faults = case.faults()
        failing += bool(faults)
        place = f"{case.card.path}:{case.example.line}"
        lines += [f"{place}: {case}: {fault}" for fault in faults]
    count = len({case.rule.name for case in cases})
    rules_word = "rule" if count == 1 else "rules"
    lines.append(f"{len(cases)} examples of {count} {rules_word}: {failing or 'none'} failed")
    console.show("".join(f"{line}\n" for line in lines))
    if installation.failures:
        return 2
    return int(bool(failing))


def _folder(arguments: Arguments, words: list[str]) -> str | None:
    """The one folder that was named, which is loaded too; else the project's own, else None."""
    if not words:
        return own_folder(RULES)
    if len(words) > 1:
        raise ConfigurationError(f"one folder at a time, not {len(words)}: {' '.join(words)}")
    if not os.path.isdir(words[0]):
        raise ConfigurationError(f"{words[0]}: no such directory")
    arguments.options.append(("--rules", words[0]))
    return words[0]


def _update(installation: Installation, cases: list[Case], folder: str | None) -> list[str]:
    """Write what came out into the cards; the paths of those that changed.

    Without a folder only cards below the working directory: those of an installed dcslint are not
    the person's to change, and those of another checkout are not meant.
    """
    from dcslint.testing import place_of_card, updated

    here = os.path.join(os.path.realpath("."), "")
    places = []
    for path in dict.fromkeys(case.card.path for case in cases):
        place = place_of_card(installation, path)
        if place is None or (folder is None and not os.path.realpath(place).startswith(here)):
            message = "not below the working directory, so not updated: name the folder of cards"
            raise ConfigurationError(f"{path}: {message}")
        places.append((path, place))
    changed = []
    for path, place in places:
        try:
            with open(place, "rb") as file:
                before = file.read()
            after = updated(before.decode(), [case for case in cases if case.card.path == path])
            if after.encode() != before:
                write_whole(place, after.encode())
                changed.append(path)
        except OSError as error:
            raise ConfigurationError(f"{place}: {reason(error)}") from None
    return changed


def _index(arguments: Arguments, words: list[str]) -> int:
    """Write the index of each plugin's pack that names one, or of the packs in `words`."""
    from dcslint.plugins.index import as_text, build_index, checks_of

    installation = _loaded(arguments)
    packs = {pack.name: pack for pack in installation.packs if pack.index and not pack.ours}
    for word in words:
        one_of("the pack", word, packs)
    if not packs:
        raise ConfigurationError(
            "no plugin has a pack with an index (for one that is not installed: --plugin MODULE)"
        )
    known = checks_of(installation.packs[0])
    status = 2 if installation.failures else 0
    for name in words or packs:
        pack = packs[name]
        text = as_text(build_index(pack, known)) + "\n"
        command = f"dcslint rules index {name}"
        status = max(status, _keep(arguments, pack.index, text.encode(), command))
    return status


def _docs(arguments: Arguments, words: list[str]) -> int:
    from dcslint.cli.docs import document
    from dcslint.rulebook.card import parse_card
    from dcslint.testing import rules_in

    folder = _folder(arguments, words)
    installation = _loaded(arguments)
    chosen = rules_in(installation, folder)
    if folder is None:
        # Whatever plugins happen to be installed, the document is of dcslint's own rules.
        chosen = [rule for rule in chosen if not rule.pack]
    cards = [parse_card(rule.path, installation.read_card(rule.path)) for rule in chosen]
    text = document(list(zip(chosen, cards, strict=True))).encode()
    path = arguments.last("--output", DOCUMENT)
    status = _keep(arguments, path, text, "dcslint rules docs")
    return 2 if installation.failures else status


def _keep(arguments: Arguments, path: str, text: bytes, command: str) -> int:
    """Write a file that `command` makes, or with --check compare. Returns the exit status."""
    try:
        current = None
        if os.path.exists(path):
            with open(path, "rb") as file:
                current = file.read()
        if arguments.has("--check"):
            if current != text:
                what = "is not there" if current is None else "is stale"
                anew = "" if current is None else " anew"
                console.say("error", f"{path} {what}: '{command}' writes it{anew}")
                return 1
        elif current != text:
            os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
            write_whole(path, text)
    except OSError as error:
        raise ConfigurationError(f"{path}: {reason(error)}") from None
    return 0
