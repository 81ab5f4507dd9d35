import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTestDatabase } from "@package/db/testing";
import type { BrowserContextOptions, Page } from "playwright-core";
import { openBrowser } from "./browser/openBrowser.ts";
import { startServerProcess } from "./startServerProcess.ts";
import { watchProblems } from "./watchProblems.ts";

const dashboardDir = fileURLToPath(new URL("../../dist", import.meta.url));

/** Starts the demo app in its own process with its own database, and a browser. */
export async function startProduct() {
  if (!existsSync(dashboardDir)) throw new Error("The dashboard is not built. Run `npx -y pnpm@12 build` first.");
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), "queue-e2e-"));
  const server = await startServerProcess({ DATABASE_URL: database.url, DATA_DIR: dataDir });
  const { url } = server;
  const browser = await openBrowser();
  const problems: string[] = [];

  async function open(path = "/", options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, baseURL: url, ...options });
    // A limit only: each wait ends as soon as its condition holds.
    context.setDefaultTimeout(90_000);
    const page = await context.newPage();
    watchProblems(page, problems, new URL(url).origin);
    await page.goto(path);
    return page;
  }

  return {
    url,
    db: database.db,
    /** Problems that the browser has reported so far: errors, and violations of the Content-Security-Policy. */
    problems,
    open,
    /** Opens a new page with a sample user signed in. */
    async openAs(name: "Ana" | "Ben", options: BrowserContextOptions = {}): Promise<Page> {
      const page = await open("/", options);
      await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
      await page.getByRole("heading", { name: "My tasks" }).waitFor();
      return page;
    },
    async stop() {
      try {
        await browser.close();
      } finally {
        await server.stop();
        await database.drop();
        await rm(dataDir, { recursive: true, force: true });
      }
    },
  };
}

export type Product = Awaited<ReturnType<typeof startProduct>>;
