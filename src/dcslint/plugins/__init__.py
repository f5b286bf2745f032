"""What is installed: the one layer that knows which packs, readers and reporters there are.

The built-in ones come through the same three hooks as a plugin's. This layer reads cards, tables
and indexes from the disk, and imports a plugin's code. It lints nothing, prints nothing, and never
runs code that a linted repository names: a plugin is an installed package or a name on the command
line.
"""

from __future__ import annotations

from dcslint.plugins.installation import Installation, load_installation
from dcslint.plugins.pack import Pack

__all__ = ["Installation", "Pack", "load_installation"]
