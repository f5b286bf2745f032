"""What COPY and ADD change of the files that the model knows."""

from __future__ import annotations

from dcslint.model.image.filesystem import COPIED, MOST_COPIED, normal_path
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.model.image.filesystem import Filesystem, Prefix
    from dcslint.model.image.nodes import Instruction, Stage
    from dcslint.source import Value

_ARCHIVES = (".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".tzst")


def copy_files(
    instruction: Instruction,
    workdir: str | None,
) -> None:
    """Record a COPY or ADD; `workdir` is the directory that a relative target is below.

    What comes from the build context, another image or the network is unseen: what the model knew
    below the destination is known no longer.
    """
    words, source_stage = instruction.words, instruction.source_stage
    if len(words) < 2:
        return
    files = instruction.stage.filesystem
    target_text = words[-1].text
    target = None if target_text is None else normal_path(target_text, workdir or "/")
    if target is None:
        return
    from_elsewhere = instruction.syntax.flag("from") is not None
    if not from_elsewhere:
        into_directory = len(words) > 2 or (words[-1].text or "").endswith(("/", "."))
        _note_sources(words[:-1], files, target, into_directory=into_directory)
    for word in words[:-1]:
        source = None if word.text is None else normal_path(word.text, "/")
        if source_stage is None or source is None:
            # A context copied over the root does not bring an interpreter; another image does, and
            # so may an archive.
            if _unpacks(instruction, word.text):
                files.unknown.add(target)
            elif target != "/" or (from_elsewhere and source == "/"):
                files.unknown.add(_filled(word.text, words[-1].text or "", target))
            continue
        _copy_from(instruction, source_stage, source, target)


def _note_sources(
    words: list[Value], files: Filesystem, target: str, *, into_directory: bool
) -> None:
    """Note which paths of the build context come to which paths of the image."""
    for word in words:
        source = None if not word.text or "://" in word.text else normal_path(word.text, "/")
        if source is None:
            continue
        name = source.rpartition("/")[2]
        files.copied.add(target, source.lstrip("/"))
        if into_directory and name:
            files.copied.add(f"{target.rstrip('/')}/{name}", source.lstrip("/"))


def _bring_packages(target: Stage, source: Stage, prefix: Prefix) -> None:
    """Note that what a stage installed into a prefix comes with it."""
    names = source.filesystem.python.get(prefix.path, set())
    target.filesystem.python.setdefault(prefix.path, set()).update(names)
    copied = target.filesystem.brought_from
    if (source.index, prefix.path) in copied:
        return
    copied.add((source.index, prefix.path))
    target.brought.update(source.brought)
    for one in source.ancestry:
        for command in one.commands:
            if command.pip is not None and command.pip.prefix is prefix:
                target.brought[command.pip] = None


def _unpacks(instruction: Instruction, source: str | None) -> bool:
    """Whether ADD may unpack a source into its target: an archive of the build context does so."""
    if instruction.name != "ADD":
        return False
    if source is not None and "://" in source and instruction.syntax.flag("unpack") is None:
        return False
    name = (source or ".tar").rpartition("/")[2].lower()
    return ".tar." in name or name.endswith(_ARCHIVES)


def _filled(source: str | None, written: str, target: str) -> str:
    """The path that a copy fills: one file in the directory, where source and target tell so."""
    name = (source or "").rpartition("/")[2]
    is_file = "." in name.strip(".") and "*" not in name
    if is_file and written.endswith(("/", "/.")):
        return f"{target.rstrip('/')}/{name}"
    return target


def _copy_from(instruction: Instruction, stage: Stage, source: str, target: str) -> None:
    files, held = instruction.stage.filesystem, stage.filesystem
    if len(held.prefixes) + len(held.links) > MOST_COPIED:
        reached(COPIED, instruction.span)
        files.unknown.add(target)
        return
    for path, prefix in list(held.prefixes.items()):
        if path == source or path.startswith(source.rstrip("/") + "/"):
            moved = normal_path(target + path[len(source.rstrip("/")) :])
            # A virtual environment is bound to its path: elsewhere it is no longer the one we know.
            if moved == path:
                files.prefixes[path] = prefix
                files.unknown.discard(path)
                _bring_packages(instruction.stage, stage, prefix)
            elif moved is not None:
                files.unknown.add(moved)
    for path, link in list(held.links.items()):
        if path == source or path.startswith(source.rstrip("/") + "/"):
            moved = normal_path(target + path[len(source.rstrip("/")) :])
            if moved is not None:
                files.links[moved] = link
