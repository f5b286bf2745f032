"""What the XML formats share: text that is well-formed whatever was linted."""

from __future__ import annotations

from dcslint.reporters.visible import visible

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


def text(words: str) -> str:
    """`words` as character data: nothing that XML forbids is left in what can be shown."""
    return visible(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attributes(**values: object) -> str:
    """Attributes, each with a blank in front; a name that Python keeps ends in "_"."""
    return "".join(
        f' {name.rstrip("_")}="{text(str(value)).replace(chr(34), "&quot;")}"'
        for name, value in values.items()
    )
