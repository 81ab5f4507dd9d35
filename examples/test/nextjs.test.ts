import { globSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTestDatabase } from "@package/db/testing";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { chooseBrowser } from "../../apps/dashboard/e2e/support/browser/chooseBrowser.ts";
import { closeBrowser } from "../../apps/dashboard/e2e/support/browser/closeBrowser.ts";
import { launchBrowser } from "../../apps/dashboard/e2e/support/browser/launchBrowser.ts";
import { listBrowsers } from "../../apps/dashboard/e2e/support/browser/listBrowsers.ts";
import { copyNextApp, type NextServer, openNextApp } from "./support/NextApp.ts";

const { db, url: databaseUrl, drop } = await createTestDatabase();
const app = openNextApp();
const env = { DATABASE_URL: databaseUrl, CRON_SECRET: "sesame" };
/** As on a serverless platform: the process has no runner. */
const serverless = { ...env, AWS_LAMBDA_FUNCTION_NAME: "shop" };
/** The server that runs, with its environment. Tests with the same one share it. */
let running: { server: NextServer; env: Record<string, string> } | undefined;

async function startApp(environment: Record<string, string>): Promise<NextServer> {
  if (running?.env !== environment) {
    await endApp();
    running = { server: await app.run("start", environment), env: environment };
  }
  return running.server;
}

/** Ends the server, and returns its exit code and the signal that ended it. */
async function endApp(): Promise<[number | null, NodeJS.Signals | null] | undefined> {
  const ended = running?.server.end("SIGTERM");
  running = undefined;
  return await ended;
}

beforeAll(() => app.build(), 600_000);

afterEach(async () => {
  // No statement waits for a task that a runner still holds.
  await vi.waitUntil(async () => (await db.queueTask.count({ where: { status: "PROCESSING" } })) === 0, patience);
  await db.$executeRaw`TRUNCATE "QueueTask", "Contact" CASCADE`;
});

afterAll(async () => {
  await endApp();
  await app.close();
  await drop();
}, 60_000);

const patience = { timeout: 30_000, interval: 100 };
const guest = (name: string) => `guest=${name.padEnd(36, "-")}`;

async function addContact(at: NextServer, as = guest("ana")): Promise<string> {
  const body = JSON.stringify({ name: "Zoë", email: "zoe@example.com" });
  const response = await fetch(`${at.url}/api/contacts`, { method: "POST", body, headers: { cookie: as } });
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}

const readTask = (id: string) => db.queueTask.findUniqueOrThrow({ where: { id } });
const whenStatus = (id: string, status: string) =>
  vi.waitUntil(async () => (await readTask(id)).status === status, { timeout: 60_000, interval: 100 });

/** Opens pages of one browser, and collects errors and warnings of all of them. */
async function openBrowser() {
  const { choice } = await chooseBrowser(listBrowsers(process.env.TEST_BROWSER));
  const browser = await launchBrowser(choice);
  const context = await browser.newContext();
  const problems: string[] = [];
  const requests: string[] = [];
  context.on("page", (page) => {
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
    });
  });
  return { context, problems, requests, [Symbol.asyncDispose]: () => closeBrowser(browser) };
}

/** How many connections of the server wait for notifications of changes: one while a page has a stream. */
const countListeners = async () => {
  const rows = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE datname = current_database() AND query ILIKE 'listen%change%'`;
  return rows[0]?.count;
};

test("a guest adds a contact, its toast goes from added to completed, and the page shows the company", async () => {
  const server = await startApp(env);
  await using browser = await openBrowser();
  const page = await browser.context.newPage();
  await page.goto(server.url);
  await page.getByRole("button", { name: "Continue as a guest" }).click();
  await page.getByLabel("Name").fill("Zoë");
  await page.getByLabel("Email").fill("zoe@example.com");
  await page.getByRole("button", { name: "Add contact" }).click();

  const toast = page.locator("[data-task-id]");
  await toast.getByText("Find the company of zoe@example.com").waitFor();
  await page.locator("[data-task-id][data-kind=processing]").getByText("Searching for example.com").waitFor();
  await page
    .getByRole("listitem")
    .getByText(/^Searching… \d+ %$/)
    .waitFor();
  await page.locator("[data-task-id][data-kind=completed]").waitFor();
  await page.getByRole("listitem").getByText("example", { exact: true }).waitFor();

  await toast.getByRole("link", { name: "View" }).click();
  await page.getByText('{"company":"example"}').waitFor();
  expect(browser.problems).toEqual([]);
}, 120_000);

test("two tabs share one stream, which ends with the last tab", async () => {
  const server = await startApp(env);
  await using browser = await openBrowser();
  const { context } = browser;
  await context.addCookies([{ name: "guest", value: "ana".padEnd(36, "-"), url: server.url }]);
  const [first, second] = [await context.newPage(), await context.newPage()];
  for (const page of [first, second]) await page.goto(server.url);
  await vi.waitUntil(async () => (await countListeners()) === 1, { timeout: 20_000 });
  const polls = () => browser.requests.filter((url) => url.includes("getQueueStatus")).length;
  const pollsBefore = polls();

  const data = { email: "zoe@example.com", title: "Find a company" };
  const task = await db.queueTask.create({ data: { type: "FIND_COMPANY", data, ownerId: "ana".padEnd(36, "-") } });
  await whenStatus(task.id, "COMPLETED");
  for (const page of [first, second]) await page.locator("[data-task-id][data-kind=completed]").waitFor();
  expect(browser.requests.filter((url) => url.includes("onStatus"))).toHaveLength(1);
  expect(polls() - pollsBefore).toBeLessThanOrEqual(1);

  for (const page of [first, second]) await page.close();
  await vi.waitUntil(async () => (await countListeners()) === 0, { timeout: 20_000 });
  expect(browser.problems).toEqual([]);
}, 120_000);

test("the app has no file of another folder of this repository", async () => {
  const files = globSync("**/*.{ts,tsx,css,json,mjs}", { cwd: app.folder, exclude: ["node_modules", ".next"] });
  const sources = await Promise.all(files.map((file) => readFile(join(app.folder, file), "utf8")));
  expect(files.filter((_, index) => sources[index]?.includes("../"))).toEqual([]);
});

test("each user of the API sees only their own tasks", async () => {
  const server = await startApp(env);
  const id = await addContact(server);
  const ask = (path: string, cookie = "") => fetch(`${server.url}/api/trpc/${path}`, { headers: { cookie } });
  const input = `queue.getTask?input=${encodeURIComponent(JSON.stringify({ id }))}`;
  expect((await ask("queue.getQueueStatus")).status).toBe(401);
  expect((await ask(input, guest("ana"))).status).toBe(200);
  expect((await ask(input, guest("ben"))).status).toBe(404);
}, 60_000);

test("a contact that is refused adds no task", async () => {
  const server = await startApp(env);
  const post = (body: string, cookie: string) =>
    fetch(`${server.url}/api/contacts`, { method: "POST", body, headers: { cookie } });
  expect((await post('{"name":"Zoë","email":"zoe@example.com"}', "")).status).toBe(401);
  expect((await post('{"name":"Zoë","email":"zoe"}', guest("ana"))).status).toBe(400);
  expect((await post("no JSON", guest("ana"))).status).toBe(400);
  expect(await db.queueTask.count()).toBe(0);
}, 60_000);

test("on SIGTERM running tasks finish, the others are released, and the process ends", async () => {
  await startApp(env);
  const data = { email: "zoe@example.com", title: "Find the company" };
  await db.queueTask.createMany({ data: Array.from({ length: 30 }, () => ({ type: "FIND_COMPANY", data })) });
  await vi.waitUntil(() => db.queueTask.findFirst({ where: { progress: { gt: 0 } } }), { timeout: 30_000 });
  expect(await endApp()).toEqual([0, null]);
  const tasks = await db.queueTask.groupBy({ by: ["status"], _count: true, orderBy: { status: "asc" } });
  expect(tasks).toMatchObject([{ status: "PENDING" }, { status: "COMPLETED" }]);
  expect(await db.queueRunner.count()).toBe(0);
}, 60_000);

test("on a serverless platform a page has no stream and polls", async () => {
  const server = await startApp(serverless);
  await using browser = await openBrowser();
  const { context, requests } = browser;
  await context.addCookies([{ name: "guest", value: "ana".padEnd(36, "-"), url: server.url }]);
  const page = await context.newPage();
  await page.goto(server.url);
  await page.getByLabel("Name").fill("Zoë");
  await page.getByLabel("Email").fill("zoe@example.com");
  await page.getByRole("button", { name: "Add contact" }).click();
  await page.locator("[data-task-id][data-kind=completed]").waitFor({ timeout: 30_000 });
  expect(requests.filter((url) => url.includes("onStatus"))).toHaveLength(1); // it was refused
  expect(await countListeners()).toBe(0);
}, 120_000);

test("without a runner, a task runs after the response", async () => {
  const server = await startApp(serverless);
  await whenStatus(await addContact(server), "COMPLETED");
  expect(await db.queueRunner.count()).toBe(0);
}, 60_000);

test("a cron service runs waiting and failed tasks, and needs the secret", async () => {
  const server = await startApp(serverless);
  const call = (path: string, secret = "sesame") =>
    fetch(`${server.url}/api/queue/${path}`, { method: "POST", headers: { authorization: `Bearer ${secret}` } });
  expect((await call("run", "open")).status).toBe(401);
  expect((await call("retry", "open")).status).toBe(401);

  const data = { email: "zoe@example.com", title: "Find the company" };
  const failed = await db.queueTask.create({ data: { type: "FIND_COMPANY", data, status: "FAILED", attempts: 1 } });
  expect(await (await call("retry")).json()).toMatchObject({
    success: true,
    processed: 1,
    results: [{ id: failed.id }],
  });

  const waiting = await db.queueTask.create({ data: { type: "FIND_COMPANY", data } });
  expect(await (await call("run?seconds=2")).json()).toEqual({ finished: 1 });
  expect(await readTask(waiting.id)).toMatchObject({ status: "COMPLETED" });
}, 60_000);

test("eight reloads in development leave one runner, which runs the new code", async () => {
  const copy = await copyNextApp();
  onTestFinished(copy.close);
  const file = join(copy.folder, "workers.ts");
  const code = (await readFile(file, "utf8")).replace("sleep(1_000", "sleep(10");
  await endApp();
  await db.queueRunner.deleteMany();
  const server = await copy.run("dev", env);
  for (const version of [1, 2, 3, 4, 5, 6, 7, 8]) {
    await writeFile(file, code.replace("return { company }", `return { company, version: ${version} }`));
    const runsNewCode = async () => {
      const id = await addContact(server);
      await whenStatus(id, "COMPLETED");
      return (await readTask(id)).result as { version?: number };
    };
    await vi.waitUntil(async () => (await runsNewCode()).version === version, { timeout: 60_000 });
  }
  await vi.waitUntil(async () => (await db.queueRunner.count()) === 1, { timeout: 30_000 });
}, 600_000);
