"""What a checkout says of itself, read from its files: remote, commit, branch. Runs no program.

The remote's address goes into reports, so whatever it holds of a person's credentials is left out.
"""

from __future__ import annotations

import os

from dcslint.cli.disk import read_regular
from dcslint.source.regex import regex

_COMMIT = regex(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
# A password may hold an "@" that nobody has encoded: the last one is the end of it.
_SCP = regex(r"(?:[^/\s]+@)?([A-Za-z0-9.-]+):(?!//)/?(\S+)")
_URL = regex(r"(https?|ssh|git)://(?:[^/\s]*@)?([^/\s:]+)(:\d+)?/(\S+)")
_HEADING = regex(r'\[\s*remote\s+"([^"]*)"\s*\]')


def provenance_of(folder: str) -> dict[str, str] | None:
    """{"repositoryUri", "revisionId", "branch"} of the checkout around a folder.

    Without what is not there (a branch on a detached head). None outside a checkout and where the
    checkout has no remote that others can reach: a report's reader could not use it.
    """
    git = _git_folder(os.path.realpath(folder))
    if git is None:
        return None
    common = _common(git)
    address = _address(_read(os.path.join(common, "config")))
    if not address:
        return None
    known = {"repositoryUri": address}
    head = _read(os.path.join(git, "HEAD")).strip()
    reference = head.removeprefix("ref:").strip() if head.startswith("ref:") else ""
    revision = _resolve(common, reference) if reference else head
    if _COMMIT.fullmatch(revision):
        known["revisionId"] = revision
    if reference.startswith("refs/heads/"):
        known["branch"] = reference.removeprefix("refs/heads/")
    return known


def common_folder(folder: str) -> str | None:
    """Where the checkout around a folder keeps what its worktrees share; None outside of one."""
    git = _git_folder(os.path.realpath(folder))
    return None if git is None else _common(git)


def folder_uri(folder: str) -> str:
    """A folder as a file URI that ends in "/"."""
    from urllib.parse import quote

    return f"file://{quote(os.fsencode(folder)).rstrip('/')}/"


def _git_folder(folder: str) -> str | None:
    while True:
        place = os.path.join(folder, ".git")
        if os.path.isdir(place):
            return place
        if os.path.isfile(place):
            # A worktree or a submodule: one line that says where the folder is.
            pointer = _read(place).strip().removeprefix("gitdir:").strip()
            return os.path.join(folder, pointer) if pointer else None
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def _common(git: str) -> str:
    return os.path.join(git, _read(os.path.join(git, "commondir")).strip() or ".")


def _read(path: str) -> str:
    try:
        return read_regular(path, 1_000_000).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""


def _resolve(common: str, reference: str) -> str:
    loose = _read(os.path.join(common, *reference.split("/"))).strip()
    if loose:
        return loose
    for line in _read(os.path.join(common, "packed-refs")).splitlines():
        revision, _, name = line.partition(" ")
        if name == reference:
            return revision
    return ""


def _address(config: str) -> str:
    """The web address of the remote `origin`, else of the first remote that has one."""
    remotes: dict[str, str] = {}
    heading = None
    for line in map(str.strip, config.splitlines()):
        if line.startswith("["):
            match = _HEADING.match(line)
            heading = match[1] if match else None
        elif heading is not None:
            key, equals, value = line.partition("=")
            if equals and key.strip().lower() == "url":
                remotes.setdefault(heading, web_address(value.strip()))
    usable = {name: address for name, address in remotes.items() if address}
    return usable.get("origin") or next(iter(usable.values()), "")


def web_address(remote: str) -> str:
    """A remote as a web address, without credentials, ssh's port or ".git"; "" for a local path."""
    url = _URL.fullmatch(remote)
    if url:
        port = url[3] if url[3] and url[1] in ("http", "https") else ""
        scheme = "http" if url[1] == "http" else "https"
        address = f"{scheme}://{url[2]}{port}/{url[4]}"
    else:
        scp = _SCP.fullmatch(remote)
        if scp is None or len(scp[1]) == 1:  # "C:/repo" is a path
            return ""
        address = f"https://{scp[1]}/{scp[2]}"
    return address.split("?")[0].split("#")[0].rstrip("/").removesuffix(".git")
