// Real VS Code through its web build: node vscode.mjs URL CHROMIUM PICTURES VAULT, with
// puppeteer-core in the folder it runs in. Prints one line a thing that was seen; ends with 1 where one was not.
import fs from "node:fs";
import { createRequire } from "node:module";

const puppeteer = createRequire(`${process.cwd()}/`)("puppeteer-core");
const [url, chromium, pictures, vault] = process.argv.slice(2);
const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--no-sandbox"],
  defaultViewport: { width: 1280, height: 800 },
});
const page = await browser.newPage();

const text = () => page.evaluate(() => document.body.innerText.replaceAll("\u00a0", " "));
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function until(what, look) {
  for (let tries = 0; tries < 400; tries++) {
    if (await look().catch(() => false)) return console.log(`seen: ${what}`);
    await pause(150);
  }
  await page.screenshot({ path: `${process.cwd()}/failed.png` });
  console.log(`not seen: ${what}`);
  await browser.close();
  process.exit(1);
}

async function press(...keys) {
  for (const key of keys.slice(0, -1)) await page.keyboard.down(key);
  await page.keyboard.press(keys.at(-1));
  for (const key of keys.slice(0, -1).reverse()) await page.keyboard.up(key);
}

async function open(name) {
  await press("Control", "p");
  await page.waitForSelector(".quick-input-widget input", { visible: true });
  await pause(300);
  await page.keyboard.type(name);
  await until(`${name} in the list`, async () => (await text()).includes(name));
  await pause(800);
  await page.keyboard.press("Enter");
  await until(`${name} is open`, () => page.$(`.tab.active[data-resource-name="${name}"]`));
  await (await page.waitForSelector(".editor-instance .view-lines")).click();
}

async function goTo(line) {
  await press("Control", "g");
  await pause(300);
  await page.keyboard.type(String(line));
  await page.keyboard.press("Enter");
  await pause(300);
}

for (let tries = 0; ; tries++) {
  try {
    await page.goto(url);
    break;
  } catch (fault) { // it is still starting
    if (tries > 60) throw fault;
    await pause(1000);
  }
}
await page.waitForSelector(".monaco-workbench", { timeout: 120_000 });
await pause(3000);

await open("Sector Rotation January 2026.md");
await until("the measured move", async () => (await text()).includes("was -2.15%"));
await until("the move that fails", async () => (await text()).includes("was +2.39% ✗"));
await pause(500);
await page.screenshot({ path: `${pictures}/lsp-claims.png` });

await open("Long NVIDIA.md");
await until("the verdict above the title", async () => (await text()).includes("pressured −34"));
await until("the overdue review", async () => (await text()).includes("4 days overdue"));
await pause(500);
await page.screenshot({ path: `${pictures}/lsp-thesis.png` });

await press("Control", "End");
await page.keyboard.press("Enter");
await page.keyboard.type("[[long dat", { delay: 60 });
await until("the completion", async () => (await text()).includes("Long datacenter infrastructure"));
await pause(500);

await page.keyboard.press("Enter");
await until("the link that was accepted", async () =>
  (await text()).includes("[[Long datacenter infrastructure]]"),
);
await page.keyboard.press("ArrowLeft");
await page.keyboard.press("ArrowLeft");
await page.keyboard.press("ArrowLeft");
await press("Control", "k");
await press("Control", "i");
await until("the hover", async () => (await text()).includes("backlinks"));
await page.keyboard.press("Escape");

await goTo(1);
await open("Long NVIDIA.md");
await press("Control", "f");
await page.keyboard.type("AI ROI audit", { delay: 30 });
await pause(800);
await page.keyboard.press("Escape");
await pause(300);
await page.keyboard.press("ArrowLeft");
await page.keyboard.press("F2");
await page.waitForSelector(".rename-input", { visible: true });
await pause(300);
await press("Control", "a");
await page.keyboard.type("AI return audit");
await page.keyboard.press("Enter");
await until("the renamed file and its links, saved", async () => {
  const moved = fs.existsSync(`${vault}/Concepts/AI return audit.md`);
  const thesis = fs.readFileSync(`${vault}/Theses/Long NVIDIA.md`, "utf8");
  return moved && thesis.includes("[[AI return audit]]");
});
await browser.close();
