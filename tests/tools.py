"""Programs that tests are held against and that pip does not install."""

from __future__ import annotations

import os
import shutil

import pytest

# The names under which a program may be on the PATH.
NAMES = {
    "sarif-multitool": ("sarif-multitool", "Sarif.Multitool"),
    "vim": ("vim.nox", "vim"),  # not vim-tiny, which has no scripts
}
# What is no program but a folder that a package puts somewhere.
FOLDERS = {"vim-ale": "/usr/share/vim-ale"}


def require_tool(name: str) -> str:
    """The path of a program: from DCSLINT_<NAME> (dashes as "_"), else from the PATH.

    Without it the test is skipped, visibly; with DCSLINT_REQUIRE_TOOLS it fails, as in CI.
    """
    variable = "DCSLINT_" + name.upper().replace("-", "_")
    wanted = [os.environ.get(variable, ""), *NAMES.get(name, (name,))]
    for candidate in wanted:
        path: str | None = shutil.which(candidate) if candidate else None
        if path:
            return path
    if os.path.isdir(FOLDERS.get(name, "")):
        return FOLDERS[name]
    missing = f"{name} is not installed: put it on the PATH or its path into {variable}"
    if os.environ.get("DCSLINT_REQUIRE_TOOLS"):
        pytest.fail(missing)
    pytest.skip(missing)
