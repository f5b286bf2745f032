"""Which file a command's program is, and which script of the build context it runs."""

from __future__ import annotations

from dcslint.model.image.environment import BASE_PATH
from dcslint.model.image.filesystem import normal_path
from dcslint.model.image.wrappers import SHELLS
from dcslint.source import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.model.image.filesystem import Filesystem
    from dcslint.model.image.frames import Frame
    from dcslint.model.image.nodes import Command

# What programs that have to do with Python are called.
_PYTHON = ("pip", "python", "pypy", "poetry")


def script_of(command: Command, files: Filesystem, frame: Frame) -> Value | None:
    """The shell script that a command runs, if the build context holds it."""
    text = command.called or ""
    is_shell = command.name in SHELLS
    if is_shell:
        named = [word.text for word in command.arguments if not (word.text or "").startswith("-")]
        text = named[0] or "" if named else ""
    if "/" not in text and not is_shell:
        return None
    path = normal_path(text, frame.directory or "/") if text else None
    for source in files.sources_of(path) if path is not None else ():
        document = command.stage.image.context.script(source)
        if document is not None:
            first = document.text.partition("\n")[0]
            if not is_shell and not any(
                word.rpartition("/")[2] in SHELLS for word in first.removeprefix("#!").split()
            ):
                return None
            return Value(document.text, document.span(0, len(document.text)))
    return None


def find_program(command: Command, files: Filesystem, frame: Frame) -> None:
    """Find out what file the command's program is, if it has to do with Python or is a path."""
    text = command.called
    if not text or text in command.instruction.shadowed:
        return
    if "/" not in text and not text.startswith(_PYTHON):
        return
    if "/" in text:
        path = normal_path(text, frame.directory)
    else:
        row = command.environment.get("PATH")
        path = files.find(
            text, BASE_PATH if row is None else row.text, None if row is None else row.span
        )
    if path is not None:
        command.program = files.follow(path)
        command.prefix = files.prefix_of(path)
        command.unseen = files.may_hold(path.rpartition("/bin/")[0])
