"""The compound commands around the place being read, and the scopes that follow from them.

Knows the shape of lists, pipelines and branches, not the text. Scopes are made when their end shows
that they are needed: only a `|` tells that what stood before it is an element of a pipeline.
"""

from __future__ import annotations

from dcslint.readers.shell.lexis import DEPTH_LIMIT, PIPES
from dcslint.readers.shell.syntax import Scope, SimpleCommand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.readers.shell.state import State

# A function's head and `coproc` wait for one command, whatever it is, and end with it.
ONE_COMMAND = frozenset({"function", "coproc"})


class Frame:
    """One open compound command, or the list around all of them.

    kind       "if", "loop", "case", "(", "{", "function", "coproc", or "" for the outermost
    start      where it was opened
    home       the frame around it
    scope      the scope of what is read now; with `items`, what is written directly in that scope
    element    how many items stood before the current element of a pipeline; `chain` before the
               current chain of `&&` and `||`
    piped      whether the current element stands behind a `|`
    after      the operator, `keyword` the reserved word, that the next command has in front
    patterns   whether a case waits for a pattern
    """

    __slots__ = (
        "after",
        "chain",
        "element",
        "home",
        "items",
        "keyword",
        "kind",
        "nesting",
        "patterns",
        "piped",
        "scope",
        "start",
    )

    def __init__(
        self,
        kind: str,
        start: int,
        home: Frame | None,
        *,
        scope: Scope,
        items: list[SimpleCommand | Scope],
        nesting: int,
    ) -> None:
        self.kind = kind
        self.start = start
        self.home = home
        self.after = ""
        self.keyword = ""
        self.patterns = False
        self.enter(scope, items, nesting)

    def enter(self, scope: Scope, items: list[SimpleCommand | Scope], nesting: int) -> None:
        """Go on in this scope."""
        self.scope = scope
        self.items = items
        self.nesting = nesting
        self.element = self.chain = len(items)
        self.piped = False

    def join(self, operator: str) -> None:
        """End a command by an operator, or by "": a newline, or nothing more in this list."""
        if self.piped or operator in PIPES:
            self._wrap("pipe", self.element)
        self.piped = operator in PIPES
        if operator == "&":
            self._wrap("background", self.chain)
        self.element = len(self.items)
        if operator not in ("&&", "||") and not self.piped:
            self.chain = self.element
        self.after = operator

    def _wrap(self, kind: str, mark: int) -> None:
        """Put everything written since the mark into a scope of its own."""
        outer = self.scope
        items = self.items
        if mark == len(items):
            return
        scope = Scope(kind, outer)
        for item in items[mark:]:
            if isinstance(item, SimpleCommand):
                item.scope = scope
            elif item.parent is outer:
                # The substitution in a heredoc comes late, and may be in a pipe's scope already.
                item.parent = scope
        items[mark:] = [scope]


class Stack:
    """The frames that are open in one list of commands, innermost last."""

    __slots__ = ("_open", "frame", "state")

    def __init__(self, state: State, scope: Scope, nesting: int, start: int) -> None:
        self.state = state
        self.frame = Frame("", start, None, scope=scope, items=[], nesting=nesting)
        self._open: dict[str, int] = {}
        self.show()

    def show(self) -> None:
        """Tell the readers of words whose scope they are in."""
        state = self.state
        state.scope = self.frame.scope
        state.items = self.frame.items
        state.nesting = self.frame.nesting

    def push(self, kind: str, start: int, scope_kind: str = "", name: str = "") -> None:
        """Open a compound command, in a scope of its own if `scope_kind` is set."""
        home = self.frame
        frame = Frame(kind, start, home, scope=home.scope, items=home.items, nesting=home.nesting)
        self._open[kind] = self._open.get(kind, 0) + 1
        self.frame = frame
        if scope_kind:
            # No command inside can tell what stands in front of the brackets: the scope does.
            self._branch(home, scope_kind, home.after, name)
        else:
            frame.after = home.after
        frame.keyword = home.keyword if kind == "coproc" else ""
        home.after = home.keyword = ""
        self.show()

    def branch(self, keyword: str) -> None:
        """End what the frame holds so far and go on in a new branch of it."""
        frame = self.frame
        frame.join("")
        frame.keyword = keyword
        if frame.home is not None:
            self._branch(frame.home, "branch")
        self.show()

    def end_arm(self) -> None:
        """End an arm of a case and wait for the next pattern, which stands outside of it."""
        frame = self.frame
        frame.join("")
        frame.patterns = True
        if frame.home is not None:
            frame.enter(frame.home.scope, frame.home.items, frame.home.nesting)
        self.show()

    def _branch(self, home: Frame, kind: str, after: str = "", name: str = "") -> None:
        frame = self.frame
        if home.nesting >= DEPTH_LIMIT:
            self.state.fault("too-deep", frame.start, frame.start + 1)
            frame.enter(home.scope, home.items, home.nesting)
            return
        scope = Scope(kind, home.scope, after=after, name=name)
        home.items.append(scope)
        frame.enter(scope, [], home.nesting + 1)

    def leave(self) -> None:
        """Go back to the frame around the current one and end in it what waited for this one."""
        frame = self.frame
        frame.join("")
        if frame.home is not None:
            self._open[frame.kind] -= 1
            self.frame = frame.home
            self.show()

    def settle(self) -> None:
        """End the frames that waited for the one command that has just ended."""
        while self.frame.kind in ONE_COMMAND:
            self.leave()

    def unwind(self, kind: str) -> bool:
        """Leave the frames that were not closed inside the innermost one of that kind.

        Returns False, and leaves nothing, if none of that kind is open.
        """
        if not self._open.get(kind):
            return False
        while self.frame.kind != kind:
            self.leave_unclosed()
        return True

    def leave_unclosed(self) -> None:
        """Leave a frame whose closing word never came."""
        frame = self.frame
        if frame.kind not in ONE_COMMAND:
            self.state.fault("unclosed", frame.start, frame.start + 1)
        self.leave()
