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

/** The whole product as a process of its own, with a database of its own, and a browser in front of it. */
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
    // Only a limit: every wait ends as soon as what it waits for is there.
    context.setDefaultTimeout(90_000);
    const page = await context.newPage();
    watchProblems(page, problems);
    await page.goto(path);
    return page;
  }

  return {
    url,
    db: database.db,
    /** What the browser complained about so far: errors, and breaches of the Content-Security-Policy. */
    problems,
    open,
    /** A page of its own, with one of the sample users signed in. */
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
