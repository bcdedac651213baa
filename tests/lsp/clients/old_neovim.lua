-- nvim --clean --headless -c 'luafile old_neovim.lua', 0.7 or newer: what it sees, a line each.
local root = vim.env.ROOT
local function say(key, value) io.stdout:write(key .. ": " .. tostring(value):gsub("\n.*", "") .. "\n") end
local function until_(look)
  local found
  vim.wait(30000, function()
    local ok, value = pcall(look)
    found = ok and value
    return found and true or false
  end, 50)
  return found
end
vim.cmd("edit " .. vim.fn.fnameescape(root .. "/Theses/Long NVIDIA.md"))
local id = vim.lsp.start_client({ name = "thesis", cmd = { vim.env.THESIS, "lsp" }, root_dir = root })
vim.lsp.buf_attach_client(0, id)
local client = vim.lsp.get_client_by_id(id)
until_(function() return client.initialized end)
say("encoding", client.offset_encoding)
local function ask(method)
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  return vim.lsp.buf_request_sync(0, method, params, 10000)[id].result
end
local line = vim.fn.search("\\[\\[NVIDIA\\]\\]")
vim.fn.search("NVIDIA", "c", line)
say("hover", until_(function() return ask("textDocument/hover").contents.value end))
local count = vim.api.nvim_buf_line_count(0)
vim.api.nvim_buf_set_lines(0, -1, -1, false, { "🚀 [[long dat" })
vim.api.nvim_win_set_cursor(0, { count + 1, #"🚀 [[long dat" })
say("completion", until_(function() return ask("textDocument/completion").items[1].label end))
vim.fn.cursor(1, 1)
vim.fn.search("theme/ai")
vim.lsp.buf.rename("theme/machines")
until_(function() return vim.fn.search("theme/machines", "nw") > 0 end)
say("tag", vim.fn.getline(vim.fn.search("theme/machines", "nw")))
vim.lsp.stop_client(id)
vim.cmd("qa!")
