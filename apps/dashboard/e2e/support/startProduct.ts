import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PrismaClient } from "@package/db";
import { createTestDatabase } from "@package/db/testing";
import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { inject } from "vitest";
import { openBrowser } from "./browser/openBrowser.ts";
import { PageProblems } from "./PageProblems.ts";
import { type ServerProcess, startServerProcess } from "./startServerProcess.ts";

const dashboardDir = fileURLToPath(new URL("../../dist", import.meta.url));

export interface ProductDatabase {
  url: string;
  db: PrismaClient;
  drop(): Promise<void>;
}

export interface ProductOptions {
  /** Creates the database. Default: a clone of the template on the server of the test run. */
  createDatabase?: () => Promise<ProductDatabase>;
  /** Environment variables of the server. */
  env?: Record<string, string>;
  /** Additional arguments of the browser. */
  browserArgs?: readonly string[];
}

/** Starts the demo app in its own process with its own database, and a browser. */
export async function startProduct({ createDatabase = createTestDatabase, env, browserArgs }: ProductOptions = {}) {
  if (!existsSync(dashboardDir)) throw new Error("The dashboard is not built. Run `npx -y pnpm@12 build` first.");
  const database = await createDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), "queue-e2e-"));
  // Sessions outlive a restart of the server.
  const secret = { AUTH_SECRET: randomBytes(32).toString("hex") };
  const serverEnv = { ...secret, ...env, DATABASE_URL: database.url, DATA_DIR: dataDir };
  let server: ServerProcess = await startServerProcess(serverEnv);
  const { url } = server;
  const browser = await openBrowser({ ...inject("browser"), args: browserArgs ?? [] });
  const problems = new PageProblems(new URL(url).origin);
  const contexts = new Set<BrowserContext>();

  async function open(path = "/", options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, baseURL: url, ...options });
    contexts.add(context);
    // A limit only: each wait ends as soon as its condition holds.
    context.setDefaultTimeout(90_000);
    problems.watch(context);
    const page = await context.newPage();
    await page.goto(path);
    return page;
  }

  return {
    url,
    databaseUrl: database.url,
    db: database.db,
    /** Problems that the pages report. Each test fails if there are any that it has not announced. */
    problems,
    open,
    /** Opens a new page with a sample user signed in. */
    async openAs(name: SampleUser, options: BrowserContextOptions = {}): Promise<Page> {
      const page = await open("/", options);
      await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
      await page.getByRole("heading", { name: "My tasks" }).waitFor();
      return page;
    },
    /** Returns the id of a sample user. */
    async idOf(name: SampleUser): Promise<string> {
      const email = `${name.toLowerCase()}@example.com`;
      return (await database.db.user.findUniqueOrThrow({ where: { email } })).id;
    },
    async closePages() {
      for (const context of contexts) {
        contexts.delete(context);
        await context.close();
      }
    },
    /** Kills the server without a warning, as the lack of memory does. */
    killServer: () => server.kill(),
    /** Starts the server again on its port. Resolves when it listens. */
    async startServer() {
      server = await startServerProcess({ ...serverEnv, PORT: new URL(url).port });
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

export type SampleUser = "Ana" | "Ben" | "Olga";
export type Product = Awaited<ReturnType<typeof startProduct>>;
