-- dcslint in Neovim by its own client: require("dcslint").setup() in init.lua.
-- Needs `pip install 'dcslint[lsp]'`. options.cmd is the command of the server.

local M = {}

M.filetypes = { "dockerfile", "json", "yaml", "terraform", "hcl", "sh", "make", "markdown", "python" }
local markers = { "dcslint.toml", "pyproject.toml", "databricks.yml", ".git" }

local function root_of(path)
  local folder = vim.fn.fnamemodify(path, ":p:h")
  local here = folder
  while true do
    for _, name in ipairs(markers) do
      if vim.loop.fs_stat(here .. "/" .. name) then
        return here
      end
    end
    local above = vim.fn.fnamemodify(here, ":h")
    if above == here then
      return folder
    end
    here = above
  end
end

local clients = {}

-- The server of a buffer's folder, started if there is none; attached to the buffer.
function M.attach(buffer, options)
  local root = root_of(vim.api.nvim_buf_get_name(buffer))
  local id = clients[root]
  if id == nil or vim.lsp.get_client_by_id(id) == nil then
    id = vim.lsp.start_client({
      name = "dcslint",
      cmd = options.cmd or { "dcslint", "lsp" },
      root_dir = root,
      workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
      settings = options.settings or {},
    })
    clients[root] = id
  end
  if id ~= nil then
    vim.lsp.buf_attach_client(buffer, id)
  end
  return id
end

function M.setup(options)
  options = options or {}
  vim.api.nvim_create_autocmd("FileType", {
    pattern = options.filetypes or M.filetypes,
    callback = function(event)
      M.attach(event.buf, options)
    end,
  })
end

return M
