"""`python -m dcslint`."""

from __future__ import annotations

import os
import sys

# Python puts the working directory first on the path: a linted repository that has a json.py would
# have it run. The console script has no such path, and neither has this.
if not sys.flags.safe_path and sys.path and sys.path[0] in ("", os.getcwd()):
    del sys.path[0]

from dcslint.cli import main

if __name__ == "__main__":
    sys.exit(main())
