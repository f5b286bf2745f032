"""Where Python packages go, and packages that an image must not bring."""

from __future__ import annotations

from dcslint.checks import Problem, Related, check
from dcslint.model.image.pip import project_name
from dcslint.model.image.wrappers import SHELLS
from dcslint.source import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.facts import Facts
    from dcslint.model.image.filesystem import Prefix
    from dcslint.model.image.nodes import Command, Stage
    from dcslint.model.image.pip import PipInstall
    from dcslint.source import Value


@check("gone", "not-yet")
def pip_of_another_runtime(install: PipInstall, facts: Facts) -> Problems:
    """Report a documented path of pip that belongs to runtimes on the other side of 9.0."""
    command = install.command
    stage = command.stage
    family = stage.root.family
    version = stage.runtime
    if family is None or version is None:
        return
    program = command.program
    documented = facts.pip_path(version)
    if program is None or documented is None or _prefix(program) == _prefix(documented):
        return
    if command.prefix is not None or command.unseen:
        return  # the base has it, this file makes it, or something unseen may
    for row in facts.pip_paths():
        if _prefix(program) == _prefix(row.path):
            yield Problem(
                command.first,
                case="gone" if row.from_major is None else "not-yet",
                because=(stage.root.value,),
                fix=Fix(f"use {documented}", [command.first.edit(documented)]),
                documented=documented,
                version=version,
            )


def _prefix(program: str) -> str:
    return program.rpartition("/bin/")[0]


@check("outside", "refused", "apart")
def pip_outside_runtime(
    install: PipInstall, *, installers: list[str], managed_from: str
) -> Problems:
    """Report an installation into a Python that notebooks do not use: the system's, or its own.

    One of the file's own counts where the image's PATH begins with it, as if all used it.
    `installers` may be installed elsewhere: they make environments. `managed_from` is the first
    version of Ubuntu whose Python refuses pip (PEP 668).
    """
    command = install.command
    stage = command.stage
    if install.elsewhere:
        return
    environment = stage.python_environment
    if environment is None or install.prefix is None:
        return
    leads = _leads_to(install, install.prefix, environment)
    if leads is None and (install.prefix.kind != "system" or environment.open):
        return  # of an open one what the system has is seen
    names = [project_name(package) for package in (*install.packages, *install.required)]
    if not install.open and all(name in installers for name in names):
        return
    documented = f"{environment.path}/bin/pip"
    word = command.first
    if leads is not None:
        yield Problem(
            word,
            case="apart",
            because=(leads,),
            documented=documented,
            program=word.text or "",
            prefix=install.prefix.path,
        )
        return
    case = "refused" if _is_refused(install, managed_from) else "outside"
    yield Problem(
        word,
        case=case,
        because=(stage.root.value,),
        fix=_pip_fix(install, documented),
        documented=documented,
        program=word.text or "",
    )


def _leads_to(install: PipInstall, prefix: Prefix, environment: Prefix) -> Value | None:
    """The image's PATH, if it begins with an environment of this file's own that pip installs into.

    Only of a program without a path: who names the path of another environment knows of it.
    """
    if prefix.kind not in ("venv", "virtualenv", "uv") or prefix.path == environment.path:
        return None
    final = install.command.stage.image.final
    if "/" in (install.command.first.text or "/") or final is None:
        return None
    path, python = final.end.get("PATH"), final.end.get("PYSPARK_PYTHON")
    if path is None or not f"{path.text or ''}:".startswith(f"{prefix.path}/bin:"):
        return None
    if python is not None and not (python.text or "").startswith(f"{environment.path}/"):
        return None
    return path


def _is_refused(install: PipInstall, managed_from: str) -> bool:
    """Whether the system's Python is known to refuse the installation."""
    command = install.command
    tag = command.stage.root.tag
    if tag is None or tag.ubuntu is None or install.tool != "pip":
        return False
    if tag.ubuntu < managed_from or "--break-system-packages" in install.options:
        return False
    if command.environment.get("PIP_BREAK_SYSTEM_PACKAGES") is not None or not command.certain:
        return False
    return "EXTERNALLY-MANAGED" not in command.stage.filesystem.touched


def _pip_fix(install: PipInstall, documented: str) -> Fix | None:
    """Replace the program, where it is a bare `pip` that one word names."""
    word = install.command.first
    if install.tool != "pip" or not (word.text or "").startswith("pip"):
        return None
    return Fix(f"use {documented}", [word.edit(documented)])


@check()
def pip_without_python(install: PipInstall, *, families: list[str]) -> Problems:
    """Report the documented pip on a base image that has no Python environment."""
    command = install.command
    root = command.stage.root
    if root.family is None or root.family.name not in families:
        return
    program = command.program
    if program is None or command.prefix is not None or command.unseen:
        return
    documented = [row.path for row in command.stage.image.facts.pip_paths()]
    if any(_prefix(program) == _prefix(path) for path in documented):
        yield Problem(
            command.first,
            because=(root.value,),
            program=command.called or "",
            image=root.value.text or "",
        )


@check()
def package_installed(install: PipInstall, *, packages: list[str]) -> Problems:
    """Report packages that Databricks brings itself, installed into the Python of notebooks."""
    command = install.command
    stage = command.stage
    if install.elsewhere:
        return
    environment = stage.python_environment
    if environment is None or install.prefix is None:
        return
    if install.prefix is not environment and install.prefix.kind != "system":
        return
    removed = stage.uninstalled
    start = command.span.start
    for package in install.packages:
        name = project_name(package)
        if name in packages and removed.get(name, start) <= start:
            yield Problem(package, package=name or "")
    for package in install.required:
        name = project_name(package)
        if name in packages and removed.get(name, start) <= start:
            related = Related(command.span, "it is installed here")
            yield Problem(package, related=(related,), package=name or "")


@check()
def conda_used(
    stage: Stage, facts: Facts, *, variables: list[str], installers: list[str]
) -> Problems:
    """Report the first sign of conda in a shipped image for a runtime without conda support."""
    family, version = stage.root.family, stage.runtime
    if not stage.is_final or version is None or family is None:
        return
    conda = facts.pip_paths()[-1] if facts.pip_paths() else None
    if conda is None or facts.pip_path(version) == conda.path or _has_conda(stage):
        return
    signs = list(_conda_signs(stage, variables, installers))
    if signs:
        yield Problem(signs[0], because=(stage.root.value,), version=version)


def _has_conda(stage: Stage) -> bool:
    return "conda" in (stage.root.python_environment or "")


def _conda_signs(stage: Stage, variables: list[str], installers: list[str]) -> list[Value]:
    found: list[Value] = []
    for one in reversed(list(stage.ancestry)):
        for instruction in one.instructions:
            if instruction.name == "ENV":
                text = instruction.syntax.arguments.text or ""
                for variable in variables:
                    at = text.find(variable)
                    if at >= 0:
                        found.append(instruction.syntax.arguments.slice(at, at + len(variable)))
            for command in instruction.commands:
                if command.name in ("conda", "mamba", "micromamba") and _makes(command):
                    found.append(command.first)
                if not command.mentions(".sh"):
                    continue
                # A download alone installs nothing: the script must be run.
                run = command.words if command.name in SHELLS else [command.first]
                found.extend(
                    word for word in run if word.text and _is_installer(word.text, installers)
                )
    return found


def _makes(command: Command) -> bool:
    texts = [word.text for word in command.arguments]
    return "install" in texts or "create" in texts


def _is_installer(text: str, installers: list[str]) -> bool:
    name = text.rpartition("/")[2].lower()
    return name.endswith(".sh") and any(known in name for known in installers)
