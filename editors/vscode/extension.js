// Starts `thesis lsp` for Markdown files, and ends it with the window. The one command asks for a
// name, and has the server do the rest.
const { commands, window, workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

const stem = (document) => document.fileName.replace(/^.*[\\/]/, "").replace(/\.md$/i, "");

async function rename() {
  const document = window.activeTextEditor?.document;
  const name = document && (await window.showInputBox({ value: stem(document) }));
  if (!name) return;
  const asked = { command: "thesis.rename", arguments: [document.uri.toString(), name] };
  await client
    .sendRequest("workspace/executeCommand", asked)
    .catch((fault) => window.showErrorMessage(fault.message));
}

exports.activate = async (context) => {
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
  context.subscriptions.push(commands.registerCommand("thesisvault.rename", rename));
  await client.start();
};

exports.deactivate = () => client?.stop();
