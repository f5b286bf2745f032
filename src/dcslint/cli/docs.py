"""Cards as a document: docs/rules.md, and the text of `rules explain`. Reads and writes no file."""

from __future__ import annotations

from dcslint.diagnostic import SEVERITIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from dcslint.rulebook.card import Block, Card, Example
    from dcslint.rulebook.rule import Rule

    Entry = tuple[Rule, Card]

_HEAD = """\
<!-- Written by `dcslint rules docs` from the cards in `rules/`. Edit those. -->
# Rules

Every rule has one name: it is what a finding shows in brackets, what `--select` and `--ignore`
take, and a heading here. Every example below is run as a test, and its output is exact.

*error*: a launch or an API call fails. *warning*: it works, but wrong or at a risk. *note*: advice.
"""


def document(entries: Iterable[Entry]) -> str:
    """The Markdown document of rules and their cards, sorted by group and name."""
    entries = sorted(entries, key=lambda entry: (entry[0].pack, entry[0].group, entry[0].name))
    groups: dict[str, list[Entry]] = {}
    for rule, card in entries:
        group = f"{rule.pack}/{rule.group}" if rule.pack else rule.group
        groups.setdefault(group, []).append((rule, card))
    lines = [_HEAD]
    for group, members in groups.items():
        lines += [f"**{group}**", "", "| rule | severity | what it finds |", "| --- | --- | --- |"]
        lines += [_row(rule) for rule, _ in members]
        lines.append("")
    for group, members in groups.items():
        lines += [f"## {group}", ""]
        for rule, card in members:
            lines += [*_section(rule, card), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _row(rule: Rule) -> str:
    title = _cell(rule.title)
    return f"| [{rule.name}](#{_anchor(rule.name)}) | {_severities(rule)} | {title} |"


def _anchor(heading: str) -> str:
    """The fragment that GitHub gives a heading."""
    return "".join(char for char in heading.lower() if char.isalnum() or char in "-_")


def _severities(rule: Rule) -> str:
    present = {severity for severity, _ in rule.cases.values()}
    return ", ".join(severity for severity in reversed(SEVERITIES) if severity in present)


def _section(rule: Rule, card: Card) -> Iterator[str]:
    yield f"### {rule.name}"
    yield ""
    yield f"{rule.title}."
    yield ""
    if rule.cases.keys() == {None}:
        severity, message = rule.cases[None]
        yield f"*{severity}*: {_code(message)}"
    else:
        yield "| case | severity | message |"
        yield "| --- | --- | --- |"
        for case, (severity, message) in rule.cases.items():
            yield f"| {case} | {severity} | {_cell(_code(message))} |"
    yield ""
    yield from _remarks(rule, card)
    yield card.why
    for example in card.examples:
        yield ""
        yield from _example(example)
    yield ""
    yield "Sources:"
    yield ""
    for source in rule.sources:
        yield f"- {_link(source)}"


def _remarks(rule: Rule, card: Card) -> Iterator[str]:
    remarks = [f"since {rule.since}"]
    if not rule.enabled:
        remarks.append("off unless selected by name")
    if rule.formerly:
        remarks.append(f"formerly {', '.join(rule.formerly)}")
    if card.front.get("run"):
        remarks.append(f"the examples are run with {' '.join(_options(card.front['run']))}")
    yield f"({'; '.join(remarks)})"
    yield ""


def _options(run: dict[str, Any]) -> Iterator[str]:
    """A card's `run:` as the options that it stands for."""
    for name, value in run.items():
        if name in ("args", "vars"):
            yield from (f"`--{name[:-1]} {key}={one}`" for key, one in value.items())
        else:
            yield f"`--{name} {value}`"


def _example(example: Example) -> Iterator[str]:
    yield f"**{example.title}**"
    several = len(example.files) > 1
    for block in example.files:
        yield ""
        if several or block.path != "Dockerfile":
            yield f"{block.path}:"
            yield ""
        yield from _fenced(block, block.language)
    if example.output is not None:
        yield ""
        yield from _fenced(example.output, "text")
    for block in example.fixed:
        language = next((one.language for one in example.files if one.path == block.path), "")
        yield ""
        yield f"{block.path} once fixed:" if several else "Once fixed:"
        yield ""
        yield from _fenced(block, language)


def _fenced(block: Block, language: str) -> Iterator[str]:
    fence = "```"
    while fence in block.text:
        fence += "`"
    yield f"{fence}{language}"
    yield block.text.removesuffix("\n")
    yield fence


def _code(message: str) -> str:
    """A message as code, its fields as they stand in the card."""
    shown = message.replace("{{", "{").replace("}}", "}")
    return f"`{shown}`" if "`" not in shown else f"`` {shown} ``"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _link(source: str) -> str:
    return f"<{source}>" if source.startswith(("https://", "http://")) else source


def explained(rule: Rule, text: str) -> str:
    """What `rules explain` prints: the rule's head, then its card as written, then its sources."""
    pack = f", pack {rule.pack}" if rule.pack else ""
    lines = [f"{rule.name} (group {rule.group}{pack}, since {rule.since})", ""]
    for case, (severity, message) in rule.cases.items():
        prefix = f"{case}: " if case else ""
        lines.append(f"  {prefix}{severity}: {message}")
    if not rule.enabled:
        lines.append("  runs only if its name is selected")
    body = text.replace("\r\n", "\n").split("---\n", 2)[2].strip()
    lines += ["", body, "", "Sources"]
    lines += [f"  {source}" for source in rule.sources]
    return "\n".join(lines) + "\n"
