"""What is built from this tree and installed, for tests that look at the result from outside."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    Command = list[str | Path]

ROOT = Path(__file__).parent.parent


def run(
    command: Command, cwd: Path, environment: Mapping[str, str | None] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program without standard input; `environment` adds to ours, None takes one out."""
    given = {**os.environ, **(environment or {})}
    return subprocess.run(
        command,
        cwd=cwd,
        env={name: value for name, value in given.items() if value is not None},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def succeed(completed: subprocess.CompletedProcess[str]) -> str:
    """The standard output of a program that must have ended well."""
    assert completed.returncode == 0, f"{completed.stdout}\n{completed.stderr}"
    return completed.stdout


def copy_source(destination: Path) -> Path:
    """Copy what a build needs, as it stands in the working tree."""
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in ("src", "rules"):
        shutil.copytree(ROOT / name, destination / name, ignore=ignored)
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, destination)
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", destination)
    (destination / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "dcslint.1", destination / "docs")
    return destination


class Distributions:
    """The sdist, the wheel built from it, and the wheel built from the tree."""

    def __init__(self, directory: Path) -> None:
        build: Command = [sys.executable, "-m", "build", "--no-isolation", "--outdir"]
        succeed(run([*build, directory / "both", ROOT], directory))
        succeed(run([*build, directory / "tree", "--wheel", ROOT], directory))
        (self.sdist,) = (directory / "both").glob("*.tar.gz")
        (self.wheel_of_sdist,) = (directory / "both").glob("*.whl")
        (self.wheel,) = (directory / "tree").glob("*.whl")


class Environment:
    """A virtual environment that has our dependencies, by a path to those of the tests."""

    def __init__(self, directory: Path) -> None:
        # --without-pip: the pip of the tests installs into it.
        venv: Command = [sys.executable, "-m", "venv", "--without-pip", directory]
        succeed(run(venv, directory.parent))
        self.bin = directory / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.bin / "python"
        ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
        self.site_packages = Path(succeed(run([self.python, "-c", ask], directory)).strip())
        borrowed = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
        # A path in a .pth file comes after site-packages, and brings no .pth files of its own.
        lines = "".join(f"{path}\n" for path in dict.fromkeys(borrowed))
        (self.site_packages / "borrowed.pth").write_text(lines)

    def install(self, *what: str | Path) -> None:
        """Install with pip, without the network."""
        options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
        pip: Command = [
            sys.executable,
            "-m",
            "pip",
            "--python",
            self.python,
            "install",
            *options,
            *what,
        ]
        succeed(run(pip, self.bin))

    def dcslint(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run the console script."""
        return run([self.bin / "dcslint", *arguments], cwd, {"PYTHONPATH": None})
