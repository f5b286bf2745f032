"""Puts `rules/` and the index made of it into the wheel.

An editable install gets neither: it reads `rules/` beside `src`, so that an edited card holds in
the next run and no copy in site-packages grows stale.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_MAKE_INDEX = """
import sys
sys.path.insert(0, sys.argv[1])
from dcslint.plugins.index import write_own
write_own(sys.argv[2])
"""


class CustomBuildHook(BuildHookInterface[Any]):
    """Adds the two to a wheel while it is built; leaves nothing in the tree."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the index with the sources of the tree that is built, in a process of its own."""
        if version == "editable":
            return
        self._made = tempfile.mkdtemp()
        index = os.path.join(self._made, "own_index.py")
        source = os.path.join(self.root, "src")
        command = [sys.executable, "-B", "-c", _MAKE_INDEX, source, index]
        subprocess.run(command, check=True)
        build_data["force_include"][index] = "dcslint/own_index.py"
        build_data["force_include"][os.path.join(self.root, "rules")] = "dcslint/rules"

    def finalize(self, version: str, *_: object) -> None:
        """Remove what was made."""
        if version != "editable":
            shutil.rmtree(self._made)
