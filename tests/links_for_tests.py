"""Builds found in a project given as a dict, one line each, for the tests of links."""

from __future__ import annotations

from dcslint.model.links.holes import shown
from dcslint.model.links.search import find_builds, may_build
from dcslint.source import DictFiles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dcslint.model.links.build import Build

DOCKERFILE = "FROM databricksruntime/standard:15.4-LTS\n"


def builds_of(files: Mapping[str, str], *dockerfiles: str) -> list[Build]:
    """The builds in a project of these files and of Dockerfiles at these paths."""
    whole = {**dict.fromkeys(dockerfiles, DOCKERFILE), **files}
    return find_builds(filter(may_build, sorted(whole)), DictFiles(whole))


def lines_of(files: Mapping[str, str], *dockerfiles: str) -> list[str]:
    """The same as lines: the names, the Dockerfile, what else is said."""
    lines = []
    for build in builds_of(files, *dockerfiles):
        names = ", ".join(shown(name.text) for name in build.names)
        more = f" target={build.target}" if build.target else ""
        more += f" platform={build.platform}" if build.platform else ""
        more += "".join(f" {name}={value}" for name, value in build.args.items())
        lines.append(f"{names} <- {build.dockerfile}{more}")
    return lines


def shell(code: str, *dockerfiles: str, path: str = "build.sh") -> list[str]:
    """The builds of a shell script, as lines."""
    return lines_of({path: code}, *dockerfiles)
