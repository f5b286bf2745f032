"""Cards: a Markdown file with front matter is a rule's words, documentation and test.

Turns the text of a card into data and says exactly where a card is wrong. Reads no file, joins no
check.
"""

from __future__ import annotations

from dcslint.diagnostic import SEVERITIES
from dcslint.rulebook.message import fields_of
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

KEYS = {
    "severity",
    "message",
    "cases",
    "check",
    "with",
    "catalogue",
    "source",
    "since",
    "run",
    "enabled",
    "formerly",
    "raised",
    "tags",
}
# What may stand under `run`; None for a single value.
RUN_KEYS = {
    "args": dict,
    "forbid-suppressions": list,
    "require-reasons": bool,
    "runtime": None,
    "scope": None,
    "target": None,
    "today": None,
    "vars": dict,
}
_KINDS = {
    **dict.fromkeys(("with", "run"), dict),
    **dict.fromkeys(("catalogue", "formerly", "source", "tags"), list),
    "enabled": bool,
}
_NAME = regex(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_FENCE = regex(r"(`{3,})\s*(.*?)\s*$")
# The file that a block without a path is, by the block's language.
DEFAULT_PATHS = {"dockerfile": "Dockerfile"}


class CardError(ValueError):
    """A card that cannot be used: the file, the line (from 1) and what is wrong."""

    def __init__(self, path: str, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.path = path
        self.line = line
        self.message = message


class Block:
    """A fenced block: language, the file it stands for ("" for an output), text, first line."""

    __slots__ = ("language", "line", "path", "text")

    def __init__(self, language: str, path: str, text: str, line: int) -> None:
        self.language = language
        self.path = path
        self.text = text
        self.line = line


class Example:
    """One heading "Bad …" or "Good …" with its files, the output expected and files once fixed."""

    __slots__ = ("bad", "files", "fixed", "line", "output", "title")

    def __init__(self, title: str, line: int) -> None:
        self.title = title
        self.line = line
        self.bad = title.lower().startswith("bad")
        self.files: list[Block] = []
        self.fixed: list[Block] = []
        self.output: Block | None = None


class Card:
    """A parsed card. `why` is the prose between the title and the first example."""

    __slots__ = ("examples", "front", "front_lines", "group", "name", "path", "title", "why")

    def __init__(self, path: str, name: str, group: str) -> None:
        self.path = path
        self.name = name
        self.group = group
        self.front: dict[str, Any] = {}
        self.front_lines: dict[str, int] = {}
        self.title = ""
        self.why = ""
        self.examples: list[Example] = []

    def line_of(self, key: str) -> int:
        """The line on which a key of the front matter stands; `with.field` for one below `with`."""
        return self.front_lines.get(key) or self.front_lines.get(key.partition(".")[0], 1)

    @property
    def cases(self) -> dict[str, tuple[str, str]]:
        """Case → (severity, message); the one case "" for a card that has a single message."""
        if "cases" in self.front:
            return {
                case: (row["severity"], row["message"]) for case, row in self.front["cases"].items()
            }
        return {"": (self.front["severity"], self.front["message"])}


def parse_card(path: str, text: str) -> Card:
    """Parse a card. `path` ends in `group/name.md`. Raises CardError."""
    parts = path.removesuffix(".md").split("/")
    name, group = parts[-1], parts[-2] if len(parts) > 1 else ""
    if not _NAME.fullmatch(name):
        raise CardError(path, 1, f"a rule's name is lower-case words joined by '-', not {name!r}")
    card = Card(path, name, group)
    lines = text.replace("\r\n", "\n").split("\n")
    body = _front_matter(card, lines)
    _body(card, lines, body)
    _validate(card)
    return card


def _front_matter(card: Card, lines: list[str]) -> int:
    if not lines or lines[0].strip() != "---":
        raise CardError(card.path, 1, "a card opens with front matter between '---' lines")
    try:
        end = next(at for at in range(1, len(lines)) if lines[at].strip() == "---")
    except StopIteration:
        raise CardError(card.path, 1, "the front matter is not closed by '---'") from None
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        # The front matter of rules found in a repository is data: the safe loader builds no
        # objects.
        front = yaml.load("\n".join(lines[1:end]), loader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise CardError(card.path, line, f"front matter: {error.problem}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise CardError(card.path, 1, f"front matter: {error}") from None
    if not isinstance(front, dict):
        raise CardError(card.path, 1, "the front matter is not a mapping")
    above = ""
    for at in range(1, end):
        key, colon, _ = lines[at].partition(":")
        if colon and not key.startswith((" ", "#", "-")):
            above = key
            card.front_lines.setdefault(key, at + 1)
        elif colon:
            card.front_lines.setdefault(f"{above}.{key.strip()}", at + 1)
    card.front = front
    return end + 1


def _body(card: Card, lines: list[str], at: int) -> None:
    why: list[str] = []
    example: Example | None = None
    while at < len(lines):
        line = lines[at]
        fence = _FENCE.match(line)
        if fence:
            block, at = _block(card, lines, at, fence[1], fence[2])
            if example is not None:
                _add(card, example, block)
            elif card.title:
                why.append(f"{fence[1]}{fence[2]}\n{block.text}{fence[1]}")
            continue
        at += 1
        if line.startswith("# ") and not card.title:
            card.title = line[2:].strip()
        elif line.startswith("## "):
            title = line[3:].strip()
            if not title.lower().startswith(("bad", "good")):
                raise CardError(card.path, at, "a heading starts with 'Bad' or 'Good'")
            example = Example(title, at)
            card.examples.append(example)
        elif example is None and card.title:
            why.append(line)
    card.why = "\n".join(why).strip()


def _block(card: Card, lines: list[str], at: int, fence: str, info: str) -> tuple[Block, int]:
    first = at + 1
    for end in range(first, len(lines)):
        if lines[end].strip() == fence:
            break
    else:
        raise CardError(card.path, at + 1, "a fenced block is not closed")
    language, _, path = info.partition(" ")
    text = "".join(line + "\n" for line in lines[first:end])
    return Block(language, path.strip() or DEFAULT_PATHS.get(language, ""), text, at + 1), end + 1


def _add(card: Card, example: Example, block: Block) -> None:
    if block.language == "text" and not block.path:
        example.output = block
    elif block.language == "fixed":
        block.path = block.path or (example.files[0].path if len(example.files) == 1 else "")
        if not block.path:
            raise CardError(card.path, block.line, "which file is this fixed block?")
        example.fixed.append(block)
    elif block.path:
        example.files.append(block)
    else:
        message = f"a block needs a path: ```{block.language or 'language'} path/of/file"
        raise CardError(card.path, block.line, message)


def _validate(card: Card) -> None:
    front, path = card.front, card.path
    for key in front:
        if key not in KEYS:
            line = card.line_of(str(key))  # YAML has keys that are no text
            raise CardError(path, line, f"unknown key {key!r}{suggest(key, KEYS)}")
    for key in ("check", "source", "since"):
        if key not in front:
            raise CardError(path, 1, f"the key {key!r} is missing")
    for key, kind in _KINDS.items():
        if key in front and (fault := _fault_of_kind(front[key], kind)):
            raise CardError(path, card.line_of(key), f"{key!r} {fault}")
    for key, value in front.get("run", {}).items():
        if key not in RUN_KEYS:
            raise CardError(path, card.line_of("run"), f"unknown {key!r}{suggest(key, RUN_KEYS)}")
        if fault := _fault_of_kind(value, RUN_KEYS[key]):
            raise CardError(path, card.line_of(f"run.{key}"), f"{key!r} {fault}")
    if ("cases" in front) == ("message" in front) or ("cases" in front) == ("severity" in front):
        raise CardError(path, 1, "a card has either 'severity' and 'message', or 'cases'")
    try:
        cases = card.cases
    except (AttributeError, KeyError, TypeError):
        line = card.line_of("cases")
        raise CardError(path, line, "each case is {severity: …, message: …}") from None
    for case, (severity, message) in cases.items():
        where = card.line_of("cases" if case else "message")
        if severity not in SEVERITIES:
            raise CardError(path, where, f"severity is one of {', '.join(SEVERITIES)}")
        try:
            fields_of(message)
        except (TypeError, ValueError) as error:
            raise CardError(path, where, f"message: {error}") from None
    _validate_raised(card, cases)
    if not card.title or not card.why:
        raise CardError(path, 1, "a card has a title ('# …') and says why it matters")
    for example in card.examples:
        if not example.files:
            raise CardError(path, example.line, f"{example.title!r} has no file")
        if example.bad != (example.output is not None):
            wanted = "shows" if example.bad else "has no"
            raise CardError(path, example.line, f"{example.title!r} {wanted} output (```text)")


def _fault_of_kind(value: object, kind: type | None) -> str:
    """What is wrong with a value of the front matter, "" if nothing is."""
    if kind is dict:
        return "" if isinstance(value, dict) else "must be a mapping"
    if kind is bool:
        return "" if isinstance(value, bool) else "must be true or false"
    if kind is list:
        is_texts = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return "" if is_texts else "must be a list of texts"
    return "must be a single value" if isinstance(value, dict | list) else ""


def _validate_raised(card: Card, cases: dict[str, tuple[str, str]]) -> None:
    """`raised` names versions, and the severity that all cases or some had until then."""
    from dcslint.rulebook.stability import parse_version

    raised = card.front.get("raised", {})
    line = card.line_of("raised")
    if not isinstance(raised, dict):
        raise CardError(card.path, line, "'raised' must be a mapping of versions to severities")
    for version, before in raised.items():
        if parse_version(str(version)) is None or not isinstance(version, str):
            raise CardError(card.path, line, f"raised: {version!r} is no version in quotes")
        levels = before if isinstance(before, dict) else {"": before}
        for case, level in levels.items():
            if isinstance(before, dict) and case not in cases:
                raise CardError(card.path, line, f"raised: there is no case {case!r}")
            if level not in SEVERITIES:
                message = f"raised: severity is one of {', '.join(SEVERITIES)}"
                raise CardError(card.path, line, message)


def suggest(word: object, known: Iterable[object]) -> str:
    """A phrase "; did you mean …?" for the closest of the known words, or ""."""
    from difflib import get_close_matches

    matches = get_close_matches(str(word), [str(one) for one in known], n=1)
    return f"; did you mean {matches[0]!r}?" if matches else ""
