"""What in a text is filled in elsewhere: variables, templates, placeholders and secret references.

A text that holds such a part is unknown to us. Which tools fill it in does not matter here, so the
patterns go by form alone; where a form is doubtful it counts as a template: better to miss than to
be wrong. Only a secret does it the other way round, see `is_stand_in`.
"""

from __future__ import annotations

from dcslint.source import Value
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.source import Span

_LONGEST_SHOWN = 40
_SECRET_REFERENCE = regex(r"\{\{secrets/[^/{}\s]+/[^/{}\s]+\}\}")
_ESCAPED_REFERENCE = regex(r"\{{3,4}secrets/[^/{}\s]+/[^/{}\s]+\}{3,4}")
_BROKEN_REFERENCE = regex(r"(\{*)secrets/([^{}$%#@]*)(\}*)")
_BARE_VARIABLE = regex(r"\$[A-Za-z_]\w*")
# In order: ${x} and $(x) of shells, bundles and Terraform; $x; {{x}}, {% x %} and {# x #} of Jinja,
# Go and Databricks; %(x)s of Python; #{x}#, __x__ and @@x@@ of release pipelines; {x} of
# str.format; [X] as a mask in recorded requests.
_TEMPLATE = regex(
    r"\$\{(?:[^}]*\})?|\$\((?:[^)]*\))?|\$[A-Za-z_]\w*"
    r"|\{\{(?:[^{}]*\}\})?|\{%(?:[^%]*%\})?|\{#(?:[^#]*#\})?"
    r"|%\([^)]{0,200}\)[a-z]|#\{(?:[^}]*\}#?)?|\b__[A-Za-z]\w*?__|@@\w+@@|\{[A-Za-z_][\w.\[\]]*\}"
    r"|\A\[[A-Z][A-Z0-9_]*\]\Z"
)
_PLACEHOLDER = regex(r"<[A-Za-z.…][^<>\n]{0,80}>")
_OPENERS = frozenset("$%<@[_{#")


def is_secret_reference(text: str) -> bool:
    """Whether a text is `{{secrets/scope/key}}` and nothing else (Databricks docs, secrets)."""
    return _SECRET_REFERENCE.fullmatch(text) is not None


def is_escaped_secret_reference(text: str) -> bool:
    """Whether a text is a reference to a secret once another tool has taken braces off."""
    return _ESCAPED_REFERENCE.fullmatch(text) is not None


def is_broken_secret_reference(text: str) -> bool:
    """Whether a text is surely meant to be a reference to a secret and is none.

    Braces may be doubled or tripled where another tool reads the text first; not judged then.
    """
    found = _BROKEN_REFERENCE.fullmatch(text)
    if found is None or is_secret_reference(text):
        return False
    opened, closed = len(found[1]), len(found[3])
    if opened != closed:
        return min(opened, closed) <= 2 and max(opened, closed) <= 3
    return opened == 1 or (opened == 2 and not any(char.isspace() for char in found[2]))


def placeholders(text: str) -> list[tuple[int, int]]:
    """Where `<placeholders>` of documentation stand in a text."""
    if "<" not in text:
        return []
    return [match.span() for match in _PLACEHOLDER.finditer(text)]


def template_at(text: str) -> tuple[int, int] | None:
    """Where the first part of a text stands that is filled in elsewhere; None if there is none."""
    if _OPENERS.isdisjoint(text) or is_secret_reference(text):
        return None
    found = _TEMPLATE.search(text)
    placeholder = _PLACEHOLDER.search(text)
    if placeholder is not None and (found is None or placeholder.start() < found.start()):
        found = placeholder
    return None if found is None else found.span()


def resolve(value: Value) -> Value:
    """The value itself, or an unknown one in its place if its text holds a template."""
    if value.text is None or value.kind != "string":
        return value
    place = template_at(value.text)
    if place is None:
        return value
    start, end = place
    shown = value.text[start : min(end, start + _LONGEST_SHOWN)]
    kind = "placeholder" if shown.startswith("<") else "template"
    # A reason is printed: it must not carry a part of a secret (`$word` of `pa$$word`).
    secret = any(document.holds_secret(first, last) for _, document, first, last in value.map())
    reason = kind if secret else f"{kind} {shown}"
    where: Span | None = value.place(start, end)
    if value.unknown is not None and not secret:  # whoever read the template knows more
        reason, where = value.unknown.reason, value.unknown.span
    return Value.of_unknown(value.span, reason, where=where, origins=value.origins)


def stands_for_all(text: str) -> bool:
    """Whether a whole text is a reference to a secret, a template, a placeholder or a mask."""
    text = text.strip()
    if is_secret_reference(text) or not text.strip("*•xX."):
        return True
    return any(pattern.fullmatch(text) is not None for pattern in (_TEMPLATE, _PLACEHOLDER))


def is_stand_in(text: str) -> bool:
    """Whether a text surely only stands for a secret, so that it may be shown.

    A template inside other characters is not enough (`pa$$word`, `${PREFIX}hunter2`), nor is a
    bare `$ecret`.
    """
    return stands_for_all(text) and _BARE_VARIABLE.fullmatch(text.strip()) is None
