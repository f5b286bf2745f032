"""The way into the shell reader. Reads text only: no file, no variable, nothing is run."""

from __future__ import annotations

from dcslint.readers.shell.commands import read_commands
from dcslint.readers.shell.state import State
from dcslint.readers.shell.syntax import Script
from dcslint.source.keep import kept


@kept(64, longest=20_000)
def read_shell(text: str) -> Script:
    """Read the shell code `text` as bash would: its simple commands, with offsets into `text`.

    Raises nothing. What is not shell is in `Script.faults`; what stands around it is still read.
    The commands in `bash -c "…"` and in a heredoc that goes to a shell are not read: that they are
    commands is a matter of meaning.

    The same text may give the same script again, so it is not to be changed: Dockerfiles of one
    repository share a third of their RUNs, and an edit in an editor leaves all but one as they are.
    """
    script = Script(text)
    state = State(script, read_commands)
    # A bracket that was never opened ends nothing: reading goes on behind it.
    read_commands(state, 0, script.top, 0, "")
    for awaited in state.awaited:
        state.fault("unclosed", awaited.redirect.start, awaited.redirect.end)
    return script
