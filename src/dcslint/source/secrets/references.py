"""Values that point at a secret, or keep its place: `$TOKEN`, `var.token`, `<token>`, `true`."""

from __future__ import annotations

from dcslint.source.regex import regex

_PLACEHOLDER = (
    r"(?:\$\{\{[^{}\"']*\}\}|\{\{[^{}\"']*\}\}|\$\{\w+\}|\$[A-Z_][A-Z0-9_]*|\$[0-9@*#?]"
    r"|\$\{[A-Za-z_][\w-]*(?:\.[\w*-]+|\[[\w\"'*.-]*\])+\}"
    r"|<[^<>\n]*>|%\(\w+\)s|%[A-Z_]+%"
    r"|(?:var|local|data|module|each|self|secrets|env|vars)\.[A-Za-z_][\w.\[\]*-]*)"
)
_NOTHING = r"(?i:true|false|null|none|nil|undefined|yes|no|on|off|\*+)"
REFERENCE = regex(rf"(?:{_PLACEHOLDER})++|{_NOTHING}(?!\w)|")


def is_reference(text: str) -> bool:
    """Whether a value is empty, a reference, a placeholder or a word like `true`: no secret."""
    return REFERENCE.fullmatch(text.strip()) is not None
