"""The syntax of a Dockerfile, as the reader returns it. Data only; meaning is the model's."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.readers.problem import SyntaxProblem
    from dcslint.source import Document, Span, Value

MOST_INSTRUCTIONS = 30_000  # nobody writes as many, and each takes a few kilobytes


class Directive:
    """`# name=value` at the top: `syntax`, `escape` or `check`."""

    __slots__ = ("name", "span", "value")

    def __init__(self, name: str, value: Value, span: Span) -> None:
        self.name = name
        self.value = value
        self.span = span


class Flag:
    """`--name` or `--name=value` between keyword and arguments. `name` is without the dashes."""

    __slots__ = ("name", "span", "value")

    def __init__(self, name: Value, value: Value | None, span: Span) -> None:
        self.name = name
        self.value = value
        self.span = span


class Heredoc:
    """`<<NAME` and its body. `expand` is False where the name was quoted; `chomp` is `<<-`.

    `body` has tabs removed where `chomp` says so, and maps back to the lines as written.
    `marker` is the `<<NAME` word as a span of the instruction's line.
    """

    __slots__ = ("body", "chomp", "expand", "marker", "name", "terminated")

    def __init__(
        self,
        name: str,
        body: Value,
        *,
        expand: bool,
        chomp: bool,
        marker: Span,
        terminated: bool,
    ) -> None:
        self.name = name
        self.body = body
        self.expand = expand
        self.chomp = chomp
        self.marker = marker
        self.terminated = terminated


class InstructionSyntax:
    """One instruction.

    keyword    the first word as written (`from`, `RUN`); an unknown word is kept too
    name       the keyword in capitals
    span       from the keyword to the last character of the last line, heredoc bodies included
    arguments  all text after keyword and flags, continuations and comment lines taken out, mapped
    flags      `--platform=…`, `--from=…` …: the leading words with two dashes, of any instruction
    exec_form  the strings of a JSON array where that form is legal and the array valid, else None
    heredocs   bodies, in order
    trigger    the instruction behind ONBUILD, else None; it has the heredocs too
    """

    __slots__ = (
        "arguments",
        "exec_form",
        "flags",
        "heredocs",
        "keyword",
        "name",
        "span",
        "trigger",
    )

    def __init__(
        self,
        keyword: Value,
        arguments: Value,
        span: Span,
        *,
        flags: list[Flag],
        exec_form: list[Value] | None,
        heredocs: list[Heredoc],
        trigger: InstructionSyntax | None = None,
    ) -> None:
        self.keyword = keyword
        word = keyword.text or ""
        # Beyond ASCII, Python's capitals are not BuildKit's: "U\u017fER" is not USER.
        self.name = word.upper() if word.isascii() else word
        self.arguments = arguments
        self.span = span
        self.flags = flags
        self.exec_form = exec_form
        self.heredocs = heredocs
        self.trigger = trigger

    def flag(self, name: str) -> Flag | None:
        """The last flag of that name, or None."""
        for flag in reversed(self.flags):
            if flag.name.text == name:
                return flag
        return None


class DockerfileSyntax:
    """A whole Dockerfile as read. `escape` is the escape character in force.

    `complete` is False where it has more than `MOST_INSTRUCTIONS`, and what follows was not read.
    """

    __slots__ = (
        "comments",
        "complete",
        "directives",
        "document",
        "escape",
        "instructions",
        "problems",
    )

    def __init__(self, document: Document) -> None:
        self.document = document
        self.directives: list[Directive] = []
        self.instructions: list[InstructionSyntax] = []
        self.comments: list[Span] = []
        self.problems: list[SyntaxProblem] = []
        self.escape = "\\"
        self.complete = True
