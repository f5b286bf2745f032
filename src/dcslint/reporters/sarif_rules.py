"""What SARIF says of a rule: names, why, examples, where to read on, how grave."""

from __future__ import annotations

import re

from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.reporters.info import RunInfo
    from dcslint.rulebook.rule import Rule

HOME = "https://github.com/dcslint/dcslint"
RULE_PAGE = f"{HOME}/blob/main/docs/rules.md#"
# GitHub: 7.0 to 8.9 is "high", 4.0 to 6.9 "medium", below "low". Any value makes a security alert
# of a finding, so only rules with the tag "security" have one.
_SECURITY_SEVERITY = {"error": "8.0", "warning": "6.0", "note": "3.0"}
_LONGEST_DESCRIPTION = 1000  # GitHub takes 1,024
_MOST_TAGS = 20
_PROBLEM_SEVERITY = {"error": "error", "warning": "warning", "note": "recommendation"}
_LINK = regex(r"\[([^\]\n]*)\]\(([^)\s]*)\)")
_PAGE = regex(r"https://\S+")  # a source may say more behind it
_EMPHASIS = regex(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


def descriptor(name: str, rule: Rule | None, info: RunInfo) -> dict[str, Any]:
    """The reportingDescriptor of a rule; of a name without a card, what the name says."""
    pascal = "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", name))
    if rule is None:
        words = sentence(re.sub(r"[^A-Za-z0-9]+", " ", name))
        return {
            "id": name,
            "name": pascal,
            "shortDescription": {"text": words},
            "fullDescription": {"text": words},
            "help": {"text": words},
        }
    help_text = _help(rule, info)
    found = {
        "id": name,
        "name": pascal,
        "shortDescription": {"text": sentence(plain(rule.title))},
        "fullDescription": {"text": _shortened(plain(rule.why.partition("\n\n")[0]))},
        "help": {"text": plain(help_text, fold=False), "markdown": help_text},
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": _properties(rule),
    }
    page = page_of(rule)
    if page is not None:
        found["helpUri"] = page
    return found


def page_of(rule: Rule) -> str | None:
    """Where a rule can be read about, if there is such a place: of another's rule its source."""
    if rule.ours:
        return RULE_PAGE + rule.name
    pages = (_PAGE.match(source) for source in rule.sources)
    return next((page[0] for page in pages if page), None)


def level(severity: str) -> str:
    """The level that SARIF calls a severity."""
    return severity if severity in _PROBLEM_SEVERITY else "none"


def sentence(words: str) -> str:
    """`words` with a full stop, as SARIF wants messages."""
    words = words.strip()
    return words if words.endswith((".", "!", "?", "…")) else words + "."


def plain(markdown: str, *, fold: bool = True) -> str:
    """Markdown without its marks for links, emphasis and code; on one line if `fold`."""
    text = _LINK.sub(r"\1 (\2)", markdown)
    text = _EMPHASIS.sub(r"\2", text)
    if fold:
        return " ".join(text.replace("`", "").split())
    return re.sub(r"(?<!`)`(?!`)", "", text)


def _properties(rule: Rule) -> dict[str, Any]:
    tags = list(dict.fromkeys(["databricks", rule.group, *rule.tags]))
    found: dict[str, Any] = {
        "tags": tags[:_MOST_TAGS],
        "precision": "high",
        "problem.severity": _PROBLEM_SEVERITY.get(rule.severity, "recommendation"),
    }
    if "security" in rule.tags:
        found["security-severity"] = _SECURITY_SEVERITY.get(rule.severity, "3.0")
    return found


def _help(rule: Rule, info: RunInfo) -> str:
    """The card's prose and examples, or why the rule exists where the card cannot be read."""
    body = ""
    if info.read_card is not None:
        try:
            card = info.read_card(rule.path)
        except (OSError, LookupError, ValueError):
            card = ""
        body = card.replace("\r\n", "\n").partition("\n---\n")[2].strip()
        if body.startswith("# "):
            body = body.partition("\n")[2].strip()
    sources = "\n".join(f"- {source}" for source in rule.sources)
    text = body or rule.why or rule.title
    return f"{text}\n\n## Sources\n\n{sources}\n" if sources else f"{text}\n"


def _shortened(words: str) -> str:
    if len(words) > _LONGEST_DESCRIPTION:
        words = words[:_LONGEST_DESCRIPTION].rpartition(" ")[0] + "…"
    return sentence(words)
