"""Paths as URIs by RFC 3986, for readers that take a colon for a scheme and a blank for the end."""

from __future__ import annotations

from dcslint.source.regex import regex

_KEPT = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
_DRIVE = regex(r"[A-Za-z]:/")


def uri_of(path: str, root: str = "") -> tuple[str, bool]:
    """The URI of a path with "/", and whether it is relative to the working directory.

    `root` is that directory as a file URI that ends in "/", or "" if it is not to be told. A path
    that leads out of it (`../x`) is made absolute where possible: SARIF's relative ones must not
    climb.
    """
    if path.startswith("//"):
        return f"file:{_encoded(path)}", False
    if path.startswith("/"):
        return f"file://{_encoded(path)}", False
    if _DRIVE.match(path):
        return f"file:///{path[:2]}{_encoded(path[2:])}", False
    parts = _normal(path)
    if parts[:1] == [".."] and root:
        scheme, _, place = root.partition("://")
        host, _, folder = place.partition("/")
        above = _normal(folder + "/" + _encoded(path))
        return f"{scheme}://{host}/{'/'.join(part for part in above if part != '..')}", False
    return _encoded("/".join(parts)) or ".", True


def _normal(path: str) -> list[str]:
    """The parts of a path without "." and with ".." at its beginning only."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return parts


def _encoded(path: str) -> str:
    try:
        data = path.encode("utf-8", "surrogateescape")  # a name that is not UTF-8 keeps its bytes
    except UnicodeEncodeError:
        data = path.encode("utf-8", "replace")
    return "".join(chr(byte) if byte in _KEPT else f"%{byte:02X}" for byte in data)
