"""Variables along a Dockerfile and inside a RUN, as a chain of layers that is never copied.

A layer collects what one stage, or one shell, sets; an `Environment` is the view of a layer at one
moment, on top of the environment below it. Looking a name up costs the number of layers with rows,
not the number of instructions.
"""

from __future__ import annotations

from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.source import Value

    Row = tuple[int, Value, str]

# What stands for the directories of a base image's own PATH in the text of a PATH. No file can hold
# it: BuildKit refuses a NUL.
BASE_PATH = "\x00base-path"
# Why a value is not known once there is no `Room` any more.
TOO_MUCH = "the file makes too much text of variables"


class Room:
    """How many characters the variables of a file may still be resolved to.

    A variable that names itself twice makes a text that doubles with each line.
    """

    __slots__ = ("left", "most")

    def __init__(self, most: int) -> None:
        self.left = self.most = most

    def take(self, characters: int) -> bool:
        """Take so many; False if there are no more."""
        self.left -= characters
        if self.left >= 0:
            return True
        reached(f"{self.most:,} characters that variables come to")
        return False


class Layer:
    """What one stage or one shell sets, in order. Only grows.

    All layers of a file have one `room`, which is that of the layer below where none is given.
    """

    __slots__ = ("below", "moment", "room", "rows")

    def __init__(self, below: Environment | None = None, room: Room | None = None) -> None:
        self.room: Room | None = below.layer.room if below is not None and room is None else room
        # Empty layers in between would make a look-up in the last of 1,000 stages walk them all.
        while below is not None and not below.layer.rows:
            below = below.layer.below
        self.below: Environment | None = below
        self.rows: dict[str, list[Row]] = {}
        self.moment = 0

    def set(self, name: str, value: Value, kind: str) -> None:
        """Set a variable from now on. `kind` is "env", "arg" or "shell"."""
        self.moment += 1
        self.rows.setdefault(name, []).append((self.moment, value, kind))

    def now(self) -> Environment:
        """The environment as it is at this moment; later settings do not show in it."""
        return Environment(self, self.moment)


class Environment:
    """The variables in force at one point. Immutable."""

    __slots__ = ("layer", "moment")

    def __init__(self, layer: Layer, moment: int) -> None:
        self.layer = layer
        self.moment = moment

    def row(self, name: str) -> Row | None:
        """Moment, value and kind of a variable, or None if nothing in the file sets it."""
        view: Environment | None = self
        while view is not None:
            rows = view.layer.rows.get(name)
            if rows:
                row = _last(rows, view.moment)
                if row is not None:
                    return row
            view = view.layer.below
        return None

    def get(self, name: str) -> Value | None:
        """The value of a variable, or None if nothing in the file sets it."""
        row = self.row(name)
        return None if row is None else row[1]

    def kind(self, name: str) -> str | None:
        """How a variable is set: "env", "arg" or "shell"; None if it is not."""
        row = self.row(name)
        return None if row is None else row[2]


def _last(rows: list[Row], moment: int) -> Row | None:
    """The last row that is not later than a moment."""
    if rows[-1][0] <= moment:
        return rows[-1]
    low, high = 0, len(rows)
    while low < high:
        middle = (low + high) // 2
        if rows[middle][0] <= moment:
            low = middle + 1
        else:
            high = middle
    return rows[low - 1] if low else None
