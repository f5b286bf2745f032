"""Real editors, without a screen: a finding in a buffer that is not saved, and its fix.

Vim with ALE by the command line, Neovim by its own client of the language server; both with the
files in `editors/` that the documentation hands out.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import require_tool

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
EDITORS = ROOT / "editors"
PAGE = ROOT / "docs" / "editors.md"
DOCKERFILE = "FROM databricksruntime/standard:15.4-LTS\nRUN /databricks/python3/bin/pip install x\n"
MESSAGE = "CMD never runs: Databricks Container Services ignores it"

VIMRC = """\
set nocompatible nomore
set runtimepath^={editors}/vim
let g:ale_linters = {{'dockerfile': ['dcslint']}}
let g:ale_fixers = {{'dockerfile': ['dcslint']}}
let g:ale_linters_explicit = 1
let g:ale_dcslint_executable = '{program}'
let g:ale_dcslint_fix_options = '--unsafe-fixes'
filetype plugin on
packadd ale
"""
VIM_SCRIPT = """\
edit Dockerfile
call append(line('$'), 'CMD python serve.py')
call ale#Queue(0)
call ale#test#WaitForJobs(15000)
let s:wait = 0
while empty(getloclist(0)) && s:wait < 100 | sleep 100m | let s:wait += 1 | endwhile
let s:found = map(copy(getloclist(0)), '[v:val.lnum, v:val.type, v:val.text]')
call writefile([json_encode(s:found)], 'found')
ALEFix
call ale#test#WaitForJobs(15000)
let s:wait = 0
while line('$') > 2 && s:wait < 100 | sleep 100m | let s:wait += 1 | endwhile
call writefile(getline(1, '$'), 'fixed')
qall!
"""

INIT = """\
vim.opt.runtimepath:prepend("{editors}/neovim")
vim.cmd("filetype plugin on")
require("dcslint").setup({{ cmd = {{ "{program}", "lsp" }} }})
"""
NEOVIM_SCRIPT = """\
vim.cmd("edit Dockerfile")
vim.api.nvim_buf_set_lines(0, -1, -1, false, { "CMD python serve.py" })
vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 50)
local found = {}
for _, one in ipairs(vim.diagnostic.get(0)) do
  table.insert(found, { one.lnum, one.severity, one.message })
end
vim.fn.writefile({ vim.fn.json_encode(found) }, "found")
local params = vim.lsp.util.make_range_params()
params.range = { start = { line = 2, character = 0 }, ["end"] = { line = 2, character = 3 } }
params.context = { diagnostics = {} }
local answers = vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 20000) or {}
for _, answer in pairs(answers) do
  for _, action in ipairs(answer.result or {}) do
    if action.edit and action.title:find("^Remove the CMD") then
      vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
    end
  end
end
vim.fn.writefile(vim.api.nvim_buf_get_lines(0, 0, -1, false), "fixed")
vim.cmd("qall!")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    return tmp_path


@pytest.fixture
def program(tmp_path: Path) -> str:
    """What starts this tree's dcslint."""
    place = tmp_path / "dcslint"
    place.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dcslint "$@"\n')
    place.chmod(0o755)
    return str(place)


def start(folder: Path, *command: str) -> None:
    subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "HOME": str(folder), "TERM": "dumb"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )


# What nvim-lint makes of a linter, so far as the recipe asks it: a plugin that no package brings.
NVIM_LINT = """\
local lint = { linters = {}, linters_by_ft = {} }
function lint.try_lint()
  for _, name in ipairs(lint.linters_by_ft[vim.bo.filetype] or {}) do
    local linter = lint.linters[name]
    local command = { PROGRAM }
    for _, word in ipairs(linter.args) do
      table.insert(command, type(word) == "function" and word() or word)
    end
    assert(linter.stdin)
    local text = vim.fn.system(command, vim.api.nvim_buf_get_lines(0, 0, -1, true))
    vim.fn.writefile({ vim.json.encode(linter.parser(text)) }, "found")
  end
end
local parser = {}
function parser.from_pattern(pattern, groups, severities, defaults)
  return function(text)
    local found = {}
    for line in text:gmatch("[^\\n]+") do
      local parts = { line:match(pattern) }
      local one = { source = defaults.source }
      for at, group in ipairs(groups) do one[group] = parts[at] end
      one.severity = severities[one.severity]
      table.insert(found, one)
    end
    return found
  end
end
package.preload["lint"] = function() return lint end
package.preload["lint.parser"] = function() return parser end
"""
LINT_SCRIPT = """\
vim.cmd("filetype plugin on")
vim.cmd("edit Dockerfile")
vim.api.nvim_buf_set_lines(0, -1, -1, false, { "CMD python serve.py" })
vim.cmd("doautocmd InsertLeave")
vim.cmd("qall!")
"""


def check(folder: Path, expected: list[object]) -> None:
    assert expected == json.loads((folder / "found").read_text())
    assert DOCKERFILE == (folder / "fixed").read_text()
    assert DOCKERFILE == (folder / "Dockerfile").read_text(), "nothing was saved"


def test_vim_with_ale_shows_and_fixes_what_is_not_saved(folder: Path, program: str) -> None:
    vim = require_tool("vim")
    require_tool("vim-ale")
    (folder / "vimrc").write_text(VIMRC.format(editors=EDITORS, program=program))
    (folder / "script.vim").write_text(VIM_SCRIPT)

    start(
        folder,
        *(vim, "-N", "-u", "vimrc", "-i", "NONE", "-n", "-T", "dumb", "--not-a-term"),
        *("-S", "script.vim"),
    )

    check(folder, [[3, "I", f"cmd-never-runs: {MESSAGE}"]])


def test_neovim_with_its_own_client_shows_and_fixes_what_is_not_saved(
    folder: Path, program: str
) -> None:
    pytest.importorskip("pygls")
    neovim = require_tool("nvim")
    (folder / "init.lua").write_text(INIT.format(editors=EDITORS, program=program))
    (folder / "script.lua").write_text(NEOVIM_SCRIPT)

    start(
        folder,
        *(neovim, "--headless", "-u", "init.lua", "-i", "NONE", "-n", "-c", "luafile script.lua"),
    )

    check(folder, [[2, 3, MESSAGE]])


def test_the_recipe_for_nvim_lint_reads_what_the_command_line_writes(
    folder: Path, program: str
) -> None:
    neovim = require_tool("nvim")
    (recipe,) = re.findall(
        r"^```lua lint.lua\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    (folder / "stand-in.lua").write_text(NVIM_LINT.replace("PROGRAM", json.dumps(program)))
    (folder / "lint.lua").write_text(recipe)
    (folder / "script.lua").write_text(LINT_SCRIPT)
    files = [
        word for name in ("stand-in", "lint", "script") for word in ("-c", f"luafile {name}.lua")
    ]

    start(folder, *(neovim, "--headless", "-u", "NONE", "-i", "NONE", "-n"), *files, "-c", "qall!")

    expected = {"lnum": "3", "col": "1", "severity": 3, "message": MESSAGE, "source": "dcslint"}
    found = json.loads((folder / "found").read_text())
    assert [{**expected, "code": "cmd-never-runs"}] == found
