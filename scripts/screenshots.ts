// Takes the pictures of the dashboard in docs/images: every page light, dark and narrow, with sample tasks in every state.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTestDatabase, openTestServer } from "@package/db/testing";
import { addSampleTasks } from "../apps/dashboard/e2e/support/addSampleTasks.ts";
import { chooseBrowser } from "../apps/dashboard/e2e/support/browser/chooseBrowser.ts";
import { launchBrowser } from "../apps/dashboard/e2e/support/browser/launchBrowser.ts";
import { listBrowsers } from "../apps/dashboard/e2e/support/browser/listBrowsers.ts";
import { startServerProcess } from "../apps/dashboard/e2e/support/startServerProcess.ts";

/** The part of sharp that is used here. The library depends on sharp, this folder does not. */
type Sharp = (picture: Buffer) => { png(options: { palette: true; effort: number }): { toBuffer(): Promise<Buffer> } };
const sharp: Sharp = createRequire(new URL("../packages/queue/package.json", import.meta.url))("sharp");

const folder = process.argv[2] ?? fileURLToPath(new URL("../docs/images/", import.meta.url));

/** Each page: its name, its address, and a text that shows that it is complete. */
const pages = [
  ["my-tasks", "/", "88,500 of 150,000 rows"],
  ["failed-tasks", "/?show=failed", "550 There is no such mailbox"],
  ["running-task", "/tasks/running00001", "50,000 rows imported"],
  ["failed-task", "/tasks/failed000001", "The server refused the recipient"],
  ["import-result", "/tasks/completed003", "Rejected rows"],
  ["new-task", "/#new", "Drop photos here"],
  ["inbox", "/inbox", "No emails yet"],
  ["sign-in", "/sign-in", "Sign in to Queue"],
] as const;

const looks = [
  { suffix: "light", colorScheme: "light", width: 1280, height: 720 },
  { suffix: "dark", colorScheme: "dark", width: 1280, height: 720 },
  { suffix: "narrow", colorScheme: "light", width: 390, height: 780 },
] as const;

const server = await openTestServer();
const database = await createTestDatabase(server);
const dataDir = await mkdtemp(join(tmpdir(), "queue-pictures-"));
const app = await startServerProcess({ DATABASE_URL: database.url, DATA_DIR: dataDir });
const { choice } = await chooseBrowser(listBrowsers(process.env.TEST_BROWSER));
const browser = await launchBrowser(choice);
try {
  await addSampleTasks(database.db, "ana@example.com");
  for (const { suffix, colorScheme, width, height } of looks) {
    const context = await browser.newContext({
      baseURL: app.url,
      viewport: { width, height },
      colorScheme,
      reducedMotion: "reduce",
      hasTouch: width < 640,
      locale: "en-GB",
    });
    const page = await context.newPage();
    for (const [name, path, sign] of [...pages].reverse()) {
      await page.goto(path);
      const login = page.getByRole("button", { name: /^Ana/ });
      if (path !== "/sign-in" && (await login.isVisible().catch(() => false))) await login.click();
      if (path.endsWith("#new")) await page.getByRole("button", { name: "New", exact: true }).click();
      await page.getByText(sign).first().waitFor();
      const picture = await page.screenshot({ animations: "disabled" });
      // 256 colours are enough for these pages, and a third of the bytes.
      const small = await sharp(picture).png({ palette: true, effort: 10 }).toBuffer();
      await writeFile(join(folder, `${name}-${suffix}.png`), small);
      if (path === "/sign-in") {
        await login.click();
        await page.getByRole("heading", { name: "My tasks" }).waitFor();
      }
    }
    await context.close();
  }
} finally {
  await browser.close();
  await app.stop();
  await database.drop();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}
