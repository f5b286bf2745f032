"""`Build`: that some image is built of some Dockerfile, and where it is said so. Data only."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dcslint.model.links.names import ImageName
    from dcslint.source import Span

# Where it is said, in the order in which one is believed before another.
CONFIGURATION, COMMAND, COMPOSE, BAKE, LABEL = range(5)


class Build:
    """One way in which an image is built.

    kind        CONFIGURATION, COMMAND, …
    how         the command or the file's kind in a word or two: "docker build", "compose"
    names       what the image is called
    dockerfile  its path in the project
    target      the stage that is built; "" for the last
    args        build arguments; None for one whose value is not known
    platform    what it is built for ("linux/arm64"); "" if it is not said or not known
    span        where it stands; None for the configuration
    """

    __slots__ = ("args", "dockerfile", "how", "kind", "names", "platform", "span", "target")

    def __init__(
        self,
        kind: int,
        how: str,
        names: Iterable[ImageName],
        dockerfile: str,
        *,
        target: str = "",
        args: Mapping[str, str | None] | None = None,
        platform: str = "",
        span: Span | None = None,
    ) -> None:
        self.kind = kind
        self.how = how
        self.names = list(names)
        self.dockerfile = dockerfile
        self.target = target
        self.args = dict(args or {})
        self.platform = platform
        self.span = span

    def __repr__(self) -> str:
        names = ", ".join(name.text for name in self.names)
        return f"Build({names!r} of {self.dockerfile} by {self.how})"


class Renaming:
    """`docker tag old new`: what was called one thing is called another.

    path  the file, in which a name with holes means the same thing twice
    """

    __slots__ = ("new", "old", "path")

    def __init__(self, old: ImageName, new: ImageName, path: str) -> None:
        self.old = old
        self.new = new
        self.path = path
