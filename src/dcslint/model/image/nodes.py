"""The nodes that checks of Dockerfiles are written for: Image, Stage, Instruction, Command.

Data and the questions that it answers. How they are made of syntax is in `stages` and `commands`.
"""

from __future__ import annotations

from dcslint.model.image.pip import uninstalled_by
from dcslint.model.image.wrappers import span_of
from dcslint.readers.dockerfile.words import name_value_pairs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.facts import Facts
    from dcslint.model.image.base_image import Base
    from dcslint.model.image.context import Context
    from dcslint.model.image.environment import Environment
    from dcslint.model.image.filesystem import Filesystem, Prefix
    from dcslint.model.image.pip import PipInstall
    from dcslint.readers.dockerfile import DockerfileSyntax, InstructionSyntax
    from dcslint.source import Document, Span, Value


class Instruction:
    """One instruction of a stage with the state in force before it.

    environment   the variables in force before it; `after`, those after it
    user, workdir what USER and WORKDIR have set before it, None if nothing has
    words         the arguments of COPY, ADD and USER, variables resolved
    source_stage  the stage of this file that --from names
    commands      what a RUN runs
    shadowed      names that a function or an alias of this RUN gives another meaning
    only_assigns  the first assignment of a RUN that does nothing but assign, else None
    """

    __slots__ = (
        "_variables",
        "after",
        "commands",
        "environment",
        "only_assigns",
        "shadowed",
        "source_stage",
        "stage",
        "syntax",
        "user",
        "words",
        "workdir",
    )

    def __init__(
        self,
        syntax: InstructionSyntax,
        stage: Stage,
        environment: Environment,
        user: Value | None,
        workdir: Value | None,
    ) -> None:
        self.syntax = syntax
        self.stage = stage
        self.environment = environment
        self.user = user
        self.workdir = workdir
        self.commands: list[Command] = []
        self.after = environment
        self.words: list[Value] = []
        self.source_stage: Stage | None = None
        self.only_assigns: Value | None = None
        self.shadowed: set[str] = set()
        self._variables: list[tuple[Value, Value | None]] | None = None

    @property
    def variables(self) -> list[tuple[Value, Value | None]]:
        """Names and values of an ENV or ARG as written, quotes included."""
        if self._variables is None:  # more than one rule asks
            escape = self.stage.image.syntax.escape
            old_form = self.name == "ENV"
            self._variables = name_value_pairs(self.syntax.arguments, escape, old_form=old_form)
        return self._variables

    def variable(self, name: str) -> Value | None:
        """The name as written where this ENV or ARG sets it, else None."""
        return next((found for found, _ in self.variables if found.text == name), None)

    @property
    def name(self) -> str:
        """The keyword in capitals."""
        return self.syntax.name

    @property
    def keyword(self) -> Value:
        """The keyword as written."""
        return self.syntax.keyword

    @property
    def span(self) -> Span:
        """The whole instruction."""
        return self.syntax.span


class Command:
    """One simple command of a RUN: what runs, with what words, where.

    words        the words after wrappers (`sudo`, `env`, …), variables resolved; the first names
                 the program, unknown where it cannot be known
    called       the text of the first word, or None if it is not known
    name         its last part, if it is a path
    first        the first word; asking for it alone resolves no other
    program      the path of what runs, links followed ("/usr/bin/pip"); None if it is not known, or
                 for programs that have nothing to do with Python
    prefix       the Python prefix that the program belongs to, None if it is none or unknown
    unseen       whether something that is not seen here may have made the program
    certain      False where the command may not run (behind `||`, in a branch or a function)
    environment  the variables in force
    pip          the installation, if the command is one
    is_forgiven  whether what is behind it goes on where it fails: `||`, or `;` without `set -e`
    packages_at  which of its words names what system package that it installs
    """

    __slots__ = (
        "_span",
        "_written",
        "called",
        "certain",
        "environment",
        "first",
        "instruction",
        "is_forgiven",
        "name",
        "packages_at",
        "pip",
        "prefix",
        "program",
        "unseen",
        "words",
    )

    def __init__(
        self,
        instruction: Instruction,
        words: list[Value],
        environment: Environment,
        *,
        certain: bool,
        written: list[Value],
    ) -> None:
        """Make it of its words, and of what is written: the same with its wrappers."""
        self.words = words
        self.first = words[0]
        self._written = written
        self._begin(instruction, self.first.text, environment, certain=certain)

    def _begin(
        self,
        instruction: Instruction,
        called: str | None,
        environment: Environment,
        *,
        certain: bool,
    ) -> None:
        self.instruction = instruction
        self.called = called
        self.name = None if called is None else called.rpartition("/")[2]
        self._span: Span | None = None
        self.environment = environment
        self.certain = certain
        self.program: str | None = None
        self.unseen = True
        self.prefix: Prefix | None = None
        self.pip: PipInstall | None = None
        self.is_forgiven = False
        self.packages_at: list[tuple[int, str]] = []

    @property
    def system_packages(self) -> list[tuple[Value, str]]:
        """The word and the name of each system package that it installs."""
        return [(self.words[at], name) for at, name in self.packages_at]

    @property
    def texts(self) -> list[str | None]:
        """The texts of its words; asking for them may resolve none."""
        return [word.text for word in self.words]

    @property
    def span(self) -> Span:
        """Where it stands, wrappers included; of most commands nobody asks."""
        if self._span is None:
            self._span = self._place()
        return self._span

    def _place(self) -> Span:
        return span_of(self._written, self._written[0].span)

    @property
    def stage(self) -> Stage:
        """The stage it runs in."""
        return self.instruction.stage

    def mentions(self, text: str) -> bool:
        """Whether a text is written in the command: a cheap question that resolves no word."""
        span = self.span
        return span.document.text.find(text, span.start, span.end) >= 0

    @property
    def arguments(self) -> list[Value]:
        """The words after the first."""
        return self.words[1:]


class Stage:
    """One build stage. `is_shipped` says that the final image has its layers.

    `brought` are the installations into Python prefixes that COPY --from brings whole, in order.
    `is_used` says that another stage is built on it, copies from it or mounts it. `filesystem` and
    `end` are what is known of files and variables after its last instruction.
    """

    __slots__ = (
        "_root",
        "_uninstalled",
        "_users_removed",
        "base",
        "brought",
        "end",
        "filesystem",
        "image",
        "index",
        "instructions",
        "is_final",
        "is_shipped",
        "is_used",
        "name",
        "platform",
        "syntax",
    )

    def __init__(self, image: Image, index: int, syntax: InstructionSyntax, base: Base) -> None:
        self.image = image
        self.index = index
        self.syntax = syntax
        self.base = base
        self.name: Value | None = None
        self.platform: Value | None = None
        self.instructions: list[Instruction] = []
        self.is_final = False
        self.is_shipped = False
        self.is_used = False
        self.brought: dict[PipInstall, None] = {}
        self._root: Base | None = None
        self._uninstalled: dict[str | None, int] | None = None
        self._users_removed: str | None = None
        self.filesystem: Filesystem
        self.end: Environment

    @property
    def span(self) -> Span:
        """The FROM instruction."""
        return self.syntax.span

    @property
    def commands(self) -> Iterator[Command]:
        """The commands of its instructions in order."""
        for instruction in self.instructions:
            yield from instruction.commands

    @property
    def uninstalled(self) -> dict[str | None, int]:
        """The projects that pip takes out again, each with the offset where it last does."""
        if self._uninstalled is None:
            # Each command asks; looking at every one anew would be quadratic.
            self._uninstalled = {
                name: command.span.start
                for command in self.commands
                for name in uninstalled_by(command)
            }
        return self._uninstalled

    @property
    def users_removed(self) -> str:
        """The commands that remove users, as they are written."""
        if self._users_removed is None:
            removing = (one for one in self.commands if one.name in ("userdel", "deluser"))
            self._users_removed = "\n".join(one.span.source for one in removing)
        return self._users_removed

    @property
    def ancestry(self) -> Iterator[Stage]:
        """This stage and those it is built on, nearest first."""
        stage: Stage | None = self
        while stage is not None:
            yield stage
            stage = stage.base.stage

    @property
    def root(self) -> Base:
        """The first image that this stage goes back to through other stages."""
        if self._root is None:
            # Of 1,000 stages each asks; walking down each time would be quadratic.
            parent = self.base.stage
            self._root = self.base if parent is None else parent.root
        return self._root

    @property
    def runtime(self) -> str | None:
        """The Databricks Runtime that the stage targets ("15.4", "9"), None if unknown."""
        return self.root.runtime or self.image.assumed_runtime

    @property
    def python_environment(self) -> Prefix | None:
        """The Python that notebooks use at this stage's end, None if there is none or unknown."""
        made = self.filesystem.prefixes
        known = made.get(self.root.python_environment or "")
        if known is not None:
            return known
        # Docs: an image from scratch makes the environment where the newest documented pip stands.
        return made.get(self.image.facts.environment)


class Image:
    """A whole Dockerfile. `final` is its last stage, None if it has no stage.

    `commands_read` counts the commands of all scripts, each as often as it is run.
    """

    __slots__ = (
        "assumed_runtime",
        "commands_read",
        "context",
        "document",
        "facts",
        "final",
        "preamble",
        "stages",
        "syntax",
    )

    def __init__(
        self,
        document: Document,
        syntax: DockerfileSyntax,
        facts: Facts,
        runtime: str | None,
        context: Context,
    ) -> None:
        self.commands_read = 0
        self.context = context
        self.document = document
        self.syntax = syntax
        self.facts = facts
        self.assumed_runtime = runtime
        self.preamble: list[InstructionSyntax] = []
        self.stages: list[Stage] = []
        self.final: Stage | None = None

    @property
    def instructions(self) -> Iterator[Instruction]:
        """The instructions of all stages in order."""
        for stage in self.stages:
            yield from stage.instructions

    @property
    def commands(self) -> Iterator[Command]:
        """The commands of all stages in order."""
        for instruction in self.instructions:
            yield from instruction.commands

    @property
    def shipped_commands(self) -> Iterator[Command]:
        """The commands of the stages whose layers the final image has."""
        for stage in self.stages:
            if stage.is_shipped:
                yield from stage.commands

    def mentions(self, *texts: str) -> bool:
        """Whether one of these is written in the Dockerfile or in a file that it uses: cheap."""
        return any(map(self.document.text.__contains__, texts)) or self.context.mentions(texts)
