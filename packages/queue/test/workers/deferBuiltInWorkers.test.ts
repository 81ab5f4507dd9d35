import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { InvalidTaskDataError, type PrismaClientLike, QueueService } from "../../src/index.ts";
import { deferBuiltInWorkers } from "../../src/workers/deferBuiltInWorkers.ts";
import { builtInWorkerTypes, createBuiltInWorkers } from "../../src/workers/index.ts";
import { setUpTestQueues } from "../support/setUpTestQueues.ts";

const queues = setUpTestQueues();
const noDatabase: PrismaClientLike = { $queryRawUnsafe: () => Promise.reject(new Error("There is no database here.")) };

const optional = ["csv-parse", "nodemailer", "sharp"];
const ofBuiltInWorkers = [...optional, "ipaddr.js", "zod"];

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Runs code in a new process. Returns which libraries it loaded, and how many modules in all. */
async function listLoaded(code: string): Promise<{ libraries: string[]; modules: number }> {
  const script = `
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    const db = { $queryRawUnsafe: async () => { throw new Error("There is no database here.") } };
    ${code}
    const names = loaded.map((url) => /.*node_modules.((?:@[^/]+.)?[^/]+)/.exec(url)?.[1]).filter(Boolean);
    console.log(JSON.stringify({ libraries: [...new Set(names)].sort(), modules: loaded.length }));`;
  const node = fromHere("../../../../node_modules/.bin/node");
  const run = promisify(execFile)(node, ["--conditions=source", "--input-type=module", "-e", script]);
  return JSON.parse((await run).stdout) as { libraries: string[]; modules: number };
}

const door = JSON.stringify(fromHere("../../src/index.ts"));
const workersDoor = JSON.stringify(fromHere("../../src/workers/index.ts"));

test("the deferred workers have the fields of the built-in workers", () => {
  const describe = (workers: object) =>
    Object.entries(workers).map(([type, { input, run, ...fields }]) => ({ type, input: typeof input, ...fields }));
  expect(describe(deferBuiltInWorkers(noDatabase))).toEqual(describe(createBuiltInWorkers({ db: noDatabase })));
  expect(Object.keys(deferBuiltInWorkers(noDatabase))).toEqual([...builtInWorkerTypes]);
});

test("a service without workers of its own loads no library of the built-in workers", async () => {
  const { libraries, modules } = await listLoaded(`
    const { QueueService } = await import(${door});
    const queue = new QueueService(db);
    queue.start();
    await queue.close();`);
  expect(libraries.filter((name) => ofBuiltInWorkers.includes(name))).toEqual([]);
  expect(libraries).toContain("pg");
  expect(modules).toBeGreaterThan(100);
});

test("adding a task of a built-in type loads zod, but not the library that runs it", async () => {
  const { libraries } = await listLoaded(`
    const { QueueService } = await import(${door});
    const queue = new QueueService(db, { logger: { info() {}, warn() {}, error() {} } });
    const data = { to: "ana@example.com", template: "welcome" };
    await queue.addToQueue("EMAIL_SEND", data).catch(() => {});
    await queue.close();`);
  expect(libraries).toContain("zod");
  expect(libraries.filter((name) => optional.includes(name))).toEqual([]);
});

test("creating the built-in workers loads none of their large libraries", async () => {
  const { libraries, modules } = await listLoaded(`
    const { createBuiltInWorkers } = await import(${workersDoor});
    createBuiltInWorkers({ db });`);
  expect(libraries.filter((name) => optional.includes(name))).toEqual([]);
  expect(modules).toBeGreaterThan(20);
});

test("a service without workers of its own refuses wrong data before it adds anything", async () => {
  await using queue = openDefault();
  const wrong = queue.service.addToQueue("EMAIL_SEND", { to: "nobody", template: "welcome" });
  await expect(wrong).rejects.toThrow(InvalidTaskDataError);
  await expect(wrong).rejects.toThrow("data.to: Must be one email address");
  const batch = queue.service.addManyToQueue([
    { type: "IMAGE_PROCESS", data: { imageUrl: "https://example.com/a.jpg" } },
    { type: "CONTACT_IMPORT", data: { fileUrl: "nowhere" } },
  ]);
  await expect(batch).rejects.toThrow("The data of task CONTACT_IMPORT at index 1 is not valid");
  expect(await queues.database.db.queueTask.count()).toBe(0);
});

test("a runner of a service without workers of its own runs a built-in worker", async () => {
  await using queue = openDefault();
  const imageUrl = "upload:uploads/user-1/never-uploaded.jpg";
  const task = await queue.service.addToQueue("IMAGE_PROCESS", { imageUrl });
  queue.service.start();
  expect(await queue.service.waitForTask(task.id)).toMatchObject({
    status: "MAX_RETRIES_REACHED",
    terminalReason: "UNRECOVERABLE",
    errorMessage: expect.stringContaining("The uploaded file no longer exists."),
  });
});

function openDefault() {
  const service = new QueueService(queues.client, { pollMs: 20 });
  return { service, [Symbol.asyncDispose]: () => service.close() };
}
