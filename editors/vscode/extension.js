// Starts `thesis lsp` for Markdown files, and ends it with the window. Nothing else happens here.
const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

exports.activate = async () => {
  const settings = workspace.getConfiguration("thesisvault");
  const [command, ...args] = settings.get("command");
  client = new LanguageClient(
    "thesisvault",
    "thesisvault",
    { command, args },
    {
      documentSelector: [{ scheme: "file", language: "markdown" }],
      initializationOptions: { messages: settings.get("messages") },
    },
  );
  await client.start();
};

exports.deactivate = () => client?.stop();
