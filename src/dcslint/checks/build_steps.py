"""Steps of a build that do not do what they look like, or that a Databricks image must not do."""

from __future__ import annotations

import re

from dcslint.checks import Problem, Related, check
from dcslint.model.image.packages import INSTALLERS
from dcslint.source import Fix
from dcslint.source.likeness import Nearest
from dcslint.source.pattern import wildcards
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.facts import Facts
    from dcslint.model.image.nodes import Command, Image, Instruction, Stage
    from dcslint.source import Value


_STARTERS = ("systemctl", "service", "invoke-rc.d")
_INIT_SCRIPTS = "init.d"
_BETWEEN_WORDS = regex(r"[^A-Za-z]+")


def _texts(command: Command) -> list[str]:
    return [word.text or "" for word in command.words]


@check()
def daemon_started(image: Image, *, verbs: list[str], stop: list[str]) -> Problems:
    """Report a service that is started in a RUN and not stopped in the same one."""
    by_path = image.mentions(_INIT_SCRIPTS)
    if not by_path and not any(one.name in _STARTERS for one in image.shipped_commands):
        return
    instruction, stopping, words_of_stop = None, [], set(stop)
    for command in image.shipped_commands:
        if command.name not in _STARTERS and not (by_path and command.mentions(_INIT_SCRIPTS)):
            continue
        service = _started(command, verbs)
        if not service:
            continue
        if command.instruction is not instruction:  # it may start a thousand
            instruction = command.instruction
            texts = [(one, _texts(one)) for one in instruction.commands]
            stopping = [one for one, words in texts if not words_of_stop.isdisjoint(words)]
        if all(one is command for one in stopping):
            yield Problem(command.span, service=service)


def _started(command: Command, verbs: list[str]) -> str:
    """The service that a command starts, or ""."""
    texts = _texts(command)
    if len(texts) < 2:
        return ""
    name, service = command.name, ""
    if name == "systemctl" and texts[1] in verbs:
        service = texts[-1]
    elif name in ("service", "invoke-rc.d") and len(texts) > 2 and texts[2] in verbs:
        service = texts[1]
    elif texts[0].startswith("/etc/init.d/") and texts[1] in verbs:
        service = name or ""
    return service


@check()
def user_not_root(stage: Stage, *, root: list[str]) -> Problems:
    """Report the USER that a shipped image ends with, if it is not root."""
    if not stage.is_final:
        return
    for one in stage.ancestry:
        for instruction in reversed(one.instructions):
            if instruction.name == "USER":
                text = instruction.words[0].known()
                name = (text or "root").partition(":")[0]
                if name not in root:
                    yield Problem(instruction.syntax.arguments, user=name)
                return


@check(names_in="programs")
def existing_user_added(
    command: Command, *, user: str, programs: list[str], from_: str
) -> Problems:
    """Report a user that is added although the base image has it."""
    if command.name not in programs or not command.certain:
        return
    tag, reference = command.stage.root.tag, command.stage.root.reference
    version = tag.ubuntu if tag is not None else None
    is_ubuntu = reference is not None and reference.familiar == "ubuntu"
    if version is None and reference is not None and is_ubuntu:
        version = reference.tag
    if version is None or not re.fullmatch(r"\d\d\.\d\d", version) or version < from_:
        return
    words = [word for word in command.arguments if word.text == user]
    if not words or words[-1] is not command.arguments[-1] or command.is_forgiven:
        return
    if any(user in stage.users_removed for stage in command.stage.ancestry):
        return
    because = (command.stage.root.value,)
    yield Problem(words[-1], because=because, user=user, version=version)


@check()
def unversioned_get_pip(image: Image, *, versions: list[str], address: str) -> Problems:
    """Report the address of get-pip.py for current Pythons where an older one runs it."""
    if not image.mentions("get-pip.py"):
        return
    for stage in image.stages:
        if not stage.is_shipped:
            continue
        for word, python in _downloads_of_get_pip(stage, address):
            if python in versions and word.text is not None:
                base = word.text.removesuffix("get-pip.py")
                right = f"{base}pip/{python}/get-pip.py"
                fix = Fix(f"use the address for Python {python}", [word.edit(right)], safe=True)
                yield Problem(word, fix=fix, python=python)


def _downloads_of_get_pip(stage: Stage, address: str) -> list[tuple[Value, str]]:
    """Each word that is the address, and the version of the next Python that runs get-pip.py.

    From the last command to the first, as what runs the script stands behind what downloads it.
    """
    downloads: list[tuple[Value, str]] = []
    python = ""
    for command in reversed(list(stage.commands)):
        name = command.name or ""
        runs = name.startswith("python")
        if not runs and not command.mentions("get-pip.py"):
            continue
        texts = [word.text or "" for word in command.arguments]
        if runs and any(text.endswith("get-pip.py") for text in texts):
            found = re.fullmatch(r"python(\d\.\d+)", name)
            python = python if found is None else found[1]
        for word, text in zip(command.arguments, texts, strict=True):
            if python and text.endswith(address):
                downloads.append((word, python))
    return downloads


@check(names=("rm",))
def runtime_directory_removed(command: Command, *, directories: list[str]) -> Problems:
    """Report the removal of what Databricks' base image holds for the runtime."""
    stage = command.stage
    if stage.root.family is None:
        return
    if stage.python_environment is not None and stage.python_environment.span is not None:
        return  # a new environment is made here
    for word in command.arguments:
        path = (word.text or "").rstrip("/").removesuffix("/*")
        if path in directories and stage.root.python_environment:
            yield Problem(word, path=path)


@check(names=("RUN",))
def lost_assignment(instruction: Instruction) -> Problems:
    """Report a RUN that does nothing but assign variables.

    Not one that takes a command's output into a variable of the shell, as its small letters say,
    which nothing asks for later: the command may be what it is for (`RUN log=$(make install)`).
    """
    assigned = instruction.only_assigns
    if assigned is None or not instruction.stage.is_shipped:
        return
    name, span = assigned.text or "", instruction.span
    written, later = span.source, span.document.text[span.end :]
    runs = name.islower() and ("$(" in written or "`" in written)
    if not runs or f"${name}" in later or f"${{{name}" in later:
        yield Problem(assigned, variable=name)


@check(names_in="programs")
def lost_effect(command: Command, *, programs: list[str]) -> Problems:
    """Report a RUN whose only effect ends with it: the last command sets something of the shell."""
    instruction = command.instruction
    commands = instruction.commands
    if not commands or commands[-1] is not command:
        return
    name = command.called
    if name not in programs or any(one.called not in programs for one in commands):
        return
    yield Problem(command.first, program=name or "")


@check()
def lost_installs(stage: Stage, *, programs: list[str]) -> Problems:
    """Report a stage that installs, and of which the final image takes nothing."""
    image = stage.image
    if stage.is_shipped or stage.is_used or image.final is None or len(image.stages) < 2:
        return
    if stage.root.family is None:
        return
    installs = [one for one in stage.commands if one.name in programs or one.pip is not None]
    if installs:
        related = Related(image.final.span, "the final image starts here")
        yield Problem(stage.span, related=(related,), stage=_named(stage))


def _named(stage: Stage) -> str:
    return stage.name.text or "" if stage.name is not None else str(stage.index)


@check(names=("ENV",))
def variable_set(instruction: Instruction, *, variable: str) -> Problems:
    """Report an ENV of the shipped image that sets a variable."""
    if not instruction.stage.is_shipped:
        return
    name = instruction.variable(variable)
    if name is not None:
        yield Problem(name, variable=variable)


@check(names=("ENV",))
def path_replaced(instruction: Instruction, *, directories: list[str]) -> Problems:
    """Report an ENV that sets PATH without what it was, and without the system's directories."""
    if not instruction.stage.is_shipped:
        return
    name = instruction.variable("PATH")
    value = None if name is None else instruction.after.get("PATH")
    if name is None or value is None:
        return
    text = value.known()
    if text is None or "\x00" in text:
        return
    entries = text.split(":")
    if not all(directory in entries for directory in directories):
        yield Problem(name)


@check(names=("ENV", "ARG"))
def secret_in_image(instruction: Instruction, *, words: list[str], harmless: list[str]) -> Problems:
    """Report an ENV or ARG of the shipped image whose name says that its value is a secret."""
    if not instruction.stage.is_shipped:
        return
    for name, value in instruction.variables:
        parts = _BETWEEN_WORDS.split((name.text or "").upper())
        if set(parts).isdisjoint(words) or parts[-1] in harmless:
            continue
        if value is None or not value.text or "$" in value.text or value.text.startswith("<"):
            continue
        if value.text.strip("'\"").lower() in ("", "true", "false", "none"):
            continue
        yield Problem(name, name=name.text or "")


@check()
def unsupported_base_tag(stage: Stage) -> Problems:
    """Report a tag that Databricks says it supports no longer."""
    base = stage.base
    if stage.is_shipped and base.tag is not None and base.tag.supported is False:
        tag: Value = base.part("tag") or base.value
        yield Problem(tag if tag.span in base.value.span else base.value, tag=tag.text or "")


@check(names=INSTALLERS)
def packages_installed(command: Command, *, packages: list[str]) -> Problems:
    """Report system packages that an image must not bring."""
    if not command.packages_at:
        return
    unwanted = wildcards(*packages)
    for at, name in command.packages_at:
        if unwanted.match(name):
            yield Problem(command.words[at], package=name)


@check()
def family_for_python(stage: Stage, *, families: list[str]) -> Problems:
    """Report the first Python package that is installed into a base made for another language."""
    family = stage.root.family
    if family is None or family.name not in families or not stage.is_shipped:
        return
    command = next((one for one in stage.commands if one.pip is not None), None)
    install = None if command is None else command.pip
    if command is not None and install is not None and (install.packages or install.files):
        yield Problem(command.first, because=(stage.root.value,), family=family.name)


@check()
def mount_read(image: Image, *, mounts: list[str], harmless: list[str]) -> Problems:
    """Report a path of a mount that only a cluster has, read while the image is built."""
    if not image.mentions(*mounts):
        return
    for command in image.shipped_commands:
        if command.name in harmless or not any(map(command.mentions, mounts)):
            continue
        for word in command.arguments:
            text = word.text or ""
            if any(text.startswith(mount + "/") for mount in mounts):
                yield Problem(word, path=text)


@check(names=("COPY", "ADD"))
def mixed_bases(instruction: Instruction, facts: Facts) -> Problems:
    """Report an environment copied from a base image for another runtime."""
    stage = instruction.stage
    source = instruction.source_stage
    if source is None or not stage.is_shipped or stage.runtime is None or source.runtime is None:
        return
    if facts.is_same_runtime(stage.runtime, source.runtime) is not False:
        return
    path = facts.environment
    if any((word.text or "").startswith(path) for word in instruction.words):
        related = Related(source.span, f"it comes from an image for {source.runtime}")
        because = (stage.root.value, source.root.value)
        yield Problem(
            instruction.span,
            because=because,
            related=(related,),
            version=stage.runtime,
            other=source.runtime,
        )


@check("unknown", "near", names=("COPY", "ADD"))
def wrong_copy_flag(instruction: Instruction, *, flags: list[str]) -> Problems:
    """Report an option of COPY or ADD that BuildKit does not know."""
    if not instruction.syntax.flags:
        return
    nearest = Nearest(flags)
    for flag in instruction.syntax.flags:
        name = flag.name.text or ""
        if name in flags:
            continue
        near = nearest.of(name)
        if near is not None:
            fix = Fix(f"use --{near}", [flag.name.edit(near)])
            yield Problem(flag.name, case="near", fix=fix, flag=name, near=near)
        else:
            yield Problem(flag.name, case="unknown", flag=name)
