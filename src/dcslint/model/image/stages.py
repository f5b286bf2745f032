"""From the syntax of a Dockerfile to its image: stages, bases, variables, users.

Follows BuildKit: ARG before the first FROM is for FROM only, ENV wins over ARG, a stage built on
another starts from that one's end. Everything that needs a shell is in `commands`.
"""

from __future__ import annotations

from functools import lru_cache

from dcslint.model.image.base_image import Base
from dcslint.model.image.commands import run_instruction
from dcslint.model.image.context import Context
from dcslint.model.image.copies import copy_files
from dcslint.model.image.environment import BASE_PATH, TOO_MUCH, Layer, Room
from dcslint.model.image.filesystem import Filesystem, Prefix
from dcslint.model.image.nodes import Image, Instruction, Stage
from dcslint.model.large import CrowdedError
from dcslint.model.reference import Reference, parse_reference
from dcslint.readers.dockerfile import MOST_INSTRUCTIONS, read_dockerfile
from dcslint.readers.dockerfile.words import expand, name_value_pairs, split_words
from dcslint.source import Origin, Unknown, Value
from dcslint.source.limits import within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dcslint.facts import BaseTag, Facts, Family, StockImage
    from dcslint.readers.dockerfile import InstructionSyntax
    from dcslint.source import Document, Files, Span

    Pairs = list[tuple[Value, Value | None]]
    Lookup = Callable[[str], Value | None]

# Set by BuildKit for each build: docs.docker.com, "Automatic platform ARGs in the global scope".
_PLATFORM_ARGS = frozenset(
    f"{side}{part}"
    for side in ("TARGET", "BUILD")
    for part in ("PLATFORM", "OS", "ARCH", "VARIANT", "OSVERSION")
)

# A variable that each line prolongs makes a text that grows with the square of the lines.
MOST_RESOLVED = 10_000_000  # characters of all values of a file


def build_image(
    document: Document,
    facts: Facts,
    args: Mapping[str, str | None],
    runtime: str | None,
    files: Files | None = None,
    *,
    target: str = "",
) -> Image:
    """The image that a Dockerfile describes.

    Raises CrowdedError for one of more instructions or commands than are read, and nothing else.

    `args` are fixed build arguments (None for one that is fixed to what is not known), `runtime`
    the target where the base does not tell, `files` the way to the build context, without which
    what is copied from it stays unseen. `target` names the stage that is built, if not the last;
    without one of that name there is no final stage.
    """
    syntax = read_dockerfile(document)
    if not syntax.complete:
        raise CrowdedError(f"{MOST_INSTRUCTIONS:,} instructions")
    context = Context(files, document.path.rpartition("/")[0])
    image = Image(document, syntax, facts, runtime, context)
    builder = _Builder(image, args)
    with within(document):
        for instruction in syntax.instructions:
            builder.add(instruction)
        builder.finish(target)
    return image


class _Builder:
    """Walks the instructions once and keeps what is in force."""

    __slots__ = (
        "args",
        "by_name",
        "ends",
        "escape",
        "globals",
        "image",
        "layer",
        "layers",
        "room",
        "shell",
        "stage",
        "user",
        "workdir",
    )

    def __init__(self, image: Image, args: Mapping[str, str | None]) -> None:
        self.image = image
        self.args = args
        self.escape = image.syntax.escape
        self.room = Room(MOST_RESOLVED)
        self.globals = Layer(room=self.room)
        self.layers: list[Layer] = []
        self.layer = self.globals
        self.stage: Stage | None = None
        self.by_name: dict[str, Stage] = {}
        self.user: Value | None = None
        self.workdir: Value | None = None
        self.shell: list[str] | None = None
        # USER, WORKDIR and SHELL at the end of each stage before this one.
        self.ends: list[tuple[Value | None, Value | None, list[str] | None]] = []

    def add(self, syntax: InstructionSyntax) -> None:
        """Take one instruction."""
        if syntax.name == "FROM":
            self._from(syntax)
            return
        if self.stage is None:
            self.image.preamble.append(syntax)
            if syntax.name == "ARG":
                self._arg(name_value_pairs(syntax.arguments, self.escape, old_form=False))
            return
        instruction = Instruction(syntax, self.stage, self.layer.now(), self.user, self.workdir)
        self.stage.instructions.append(instruction)
        name = syntax.name
        if name == "ENV":
            self._env(instruction.variables)
            instruction.after = self.layer.now()
        elif name == "ARG":
            self._arg(instruction.variables)
            instruction.after = self.layer.now()
        elif name == "USER":
            self.user = self.expand(syntax.arguments)
            instruction.words = [self.user]
        elif name == "WORKDIR":
            self.workdir = self._workdir(syntax)
        elif name == "SHELL":
            self.shell = [word.text or "" for word in syntax.exec_form or ()]
        elif name == "RUN" and self._is_posix():
            self._mounts(syntax)
            run_instruction(instruction, self.stage.filesystem, self._workdir_text(), self.shell)
        elif name in ("COPY", "ADD"):
            self._copy(instruction)

    def finish(self, target: str) -> None:
        """Mark what is shipped, and keep each stage's last environment."""
        for stage, layer in zip(self.image.stages, self.layers, strict=True):
            stage.end = layer.now()
        stages = self.image.stages
        final = stages[-1] if stages else None
        if target and stages:
            # The stages count from 0 here, the last one included.
            known = self.by_name.get(target.lower())
            counts = target.isascii() and target.isdecimal() and len(target) < len("100000")
            number = int(target) if counts else -1
            final = known or (stages[number] if 0 <= number < len(stages) else None)
        if final is not None:
            final.is_final = True
            self.image.final = final
            for stage in final.ancestry:
                stage.is_shipped = True

    def _is_posix(self) -> bool:
        """Whether a RUN is for a POSIX shell: a file with another escape is for Windows."""
        return self.shell is not None or self.escape == "\\"

    def _copy(self, instruction: Instruction) -> None:
        syntax = instruction.syntax
        written = syntax.exec_form
        words = split_words(syntax.arguments, self.escape) if written is None else written
        flag = syntax.flag("from")
        if flag is not None and flag.value is not None:
            instruction.source_stage = self._stage(self.expand(flag.value).text or "")
        instruction.words = [self.expand(word) for word in words]
        copy_files(instruction, self._workdir_text())

    def _stage(self, named: str) -> Stage | None:
        """The stage before this one that a name or a number stands for; it is used from now on."""
        stage = self.by_name.get(named.lower())
        if stage is None and named.isascii() and named.isdecimal() and len(named) < len("100000"):
            number = int(named)
            stage = self.image.stages[number] if number < len(self.image.stages) - 1 else None
        if stage is not None:
            stage.is_used = True
        return stage

    def _mounts(self, syntax: InstructionSyntax) -> None:
        """Note the stages that `RUN --mount=…,from=…` reads."""
        for flag in syntax.flags:
            if flag.name.text == "mount" and flag.value is not None:
                for field in (self.expand(flag.value).text or "").split(","):
                    key, _, value = field.partition("=")
                    if key == "from":
                        self._stage(value)

    def expand(self, value: Value) -> Value:
        """The value with the variables in force resolved."""
        found = expand(value, self._lookup, self.escape)
        if self.room.take(len(found.text or "")):
            return found
        return Value.of_unknown(value.span, TOO_MUCH)

    def _lookup(self, name: str) -> Value | None:
        value = self.layer.now().get(name)
        if value is not None:
            return value
        span = self.stage.span if self.stage is not None else self.image.document.span(0, 0)
        if name in _PLATFORM_ARGS:
            return Value.of_unknown(span, f"{name} depends on the build's platform")
        if self.stage is not None:
            return Value.of_unknown(span, f"{name} is not set in this file")
        return _unset(span, f"ARG {name} is not declared before FROM")

    def _from(self, syntax: InstructionSyntax) -> None:
        words = split_words(syntax.arguments, self.escape)
        if self.stage is not None:
            self.ends.append((self.user, self.workdir, self.shell))
        self.stage, self.layer = None, self.globals
        written = words[0] if words else syntax.arguments
        base = Base(self.expand(written))
        stage = Stage(self.image, len(self.image.stages), syntax, base)
        flag = syntax.flag("platform")
        if flag is not None and flag.value is not None:
            stage.platform = self.expand(flag.value)
        if len(words) > 2 and (words[1].text or "").lower() == "as":
            stage.name = words[2]
        self._resolve(base)
        parent = base.stage
        below = self.layers[parent.index].now() if parent is not None else None
        self.layer = Layer(below, self.room)
        self.layers.append(self.layer)
        if parent is None:
            path = base.family.path if base.family is not None else None
            path = f"{path}:{BASE_PATH}" if path else BASE_PATH
            self.layer.set("PATH", Value(path, syntax.span, pieces=()), "env")
        stage.filesystem = parent.filesystem.copy() if parent is not None else _base_files(base)
        stage.root  # noqa: B018 - asked in order, so that no later question recurses
        end = (None, None, None) if parent is None else self.ends[parent.index]
        self.user, self.workdir, self.shell = end
        self.image.stages.append(stage)
        if stage.name is not None and stage.name.text is not None:
            self.by_name[stage.name.text.lower()] = stage
        self.stage = stage

    def _resolve(self, base: Base) -> None:
        text = base.value.text
        if text is None:
            return
        base.stage = self.by_name.get(text.lower())
        if base.stage is not None:
            base.stage.is_used = True
            return
        if text == "scratch":
            return
        reference = parse_reference(text)
        if isinstance(reference, Reference):
            base.reference = reference
            known = _known(self.image.facts, reference)
            base.family, base.tag, base.stock, base.is_databricks, base.runtime = known

    def _env(self, pairs: Pairs) -> None:
        # All values of one ENV see the variables before it, not each other.
        resolved = [(name, self.expand(value)) for name, value in pairs if value is not None]
        for name, value in resolved:
            if name.text:
                self.layer.set(name.text, value, "env")

    def _arg(self, pairs: Pairs) -> None:
        for name, default in pairs:
            if not name.text:
                continue
            if self.layer.now().kind(name.text) == "env":
                continue
            self.layer.set(name.text, self._arg_value(name, default), "arg")

    def _arg_value(self, name: Value, default: Value | None) -> Value:
        text = name.text or ""
        fixed = self.args.get(text)
        if fixed is not None:
            span = name.span
            return Value(fixed, span, pieces=((0, span.document, span.start, span.end),))
        if text in self.args:
            return Value.of_unknown(name.span, f"the build sets {text} to what is not in the files")
        if default is not None:
            value = self.expand(default)
            if value.text is None:
                return value
            origin = Origin("default", f"ARG {text}", default.span)
            return Value(
                value.text,
                value.span,
                pieces=value.map(),
                origins=(*value.origins, origin),
                overridable=True,
            )
        outer = self.globals.now().get(text) if self.stage is not None else None
        if outer is not None:
            return outer
        return _unset(name.span, f"ARG {text} has no default", Origin("unset", text, name.span))

    def _workdir(self, syntax: InstructionSyntax) -> Value:
        value = self.expand(syntax.arguments)
        if value.text is None or value.text.startswith("/"):
            return value
        before = self._workdir_text()
        if before is None:
            return Value.of_unknown(value.span, "the base image's WORKDIR is not known")
        return Value(f"{before.rstrip('/')}/{value.text}", value.span, pieces=())

    def _workdir_text(self) -> str | None:
        return self.workdir.text if self.workdir is not None else None


# Files of one repository are built on few images.
@lru_cache(maxsize=64)
def _known(
    facts: Facts, reference: Reference
) -> tuple[Family | None, BaseTag | None, StockImage | None, bool, str | None]:
    """What the facts tell of a base image: as the attributes of `Base`, in this order."""
    domain, path = reference.domain, reference.path
    family, stock = facts.family(f"{domain}/{path}"), facts.stock_image(f"{domain}/{path}")
    organization = path.partition("/")[0]
    is_databricks = domain == "docker.io" and organization == facts.organization
    tag = runtime = None
    if family is not None and reference.tag:
        tag = facts.base_tag(family.name, reference.tag)
    if tag is not None:
        runtime = tag.runtime
    elif is_databricks and reference.tag:
        runtime = facts.runtime_of_tag(reference.tag)
    return family, tag, stock, is_databricks, runtime


def _unset(span: Span, reason: str, *origins: Origin) -> Value:
    """A variable that has no value in the file, and may get one from outside."""
    unknown = Unknown(reason, span, unset=True)
    return Value(None, span, unknown=unknown, origins=origins, overridable=True)


def _base_files(base: Base) -> Filesystem:
    """What the facts say of the files of a base image."""
    files = Filesystem()
    path = base.python_environment
    if path:
        files.prefixes[path] = Prefix(path, "base")
    return files
