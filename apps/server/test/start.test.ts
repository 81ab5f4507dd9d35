import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@package/db/testing";
import { QueueService } from "@package/queue";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Program, startProgram } from "./startProgram.ts";

let dataDir: string;
let database: TestDatabase;
let programs: Program[];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "queue-start-"));
  database = await createTestDatabase();
  programs = [];
});
afterEach(async () => {
  for (const { child, ended } of programs) {
    child.kill("SIGKILL");
    await ended;
  }
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

function start(env: Record<string, string> = {}): Program {
  const program = startProgram({ DATA_DIR: dataDir, DATABASE_URL: database.url, ...env });
  programs.push(program);
  return program;
}

const readyPattern = /Open\s+(http:\/\/localhost:\d+)[\s\S]*Next: .*/;

function listen(server: Server, port = 0): Promise<number> {
  return new Promise((resolve) => {
    server.listen(port, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
  });
}

const waitFor = (check: () => Promise<boolean>) => vi.waitUntil(check, { timeout: 60_000 });

test("it prints its URL, the logins, where its data is and a first step; a second one is refused; SIGTERM stops it in order", async () => {
  const first = start();
  const [text, url] = (await first.prints(readyPattern)) as unknown as [string, string];
  expect(text).toMatch(/ana@example\.com +ana-[0-9a-f]{8}/);
  expect(text).toContain(join(dataDir, "files"));
  expect(text).toContain(`stop, then delete ${dataDir} and empty the database`);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);

  const second = start();
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain(`already running: process ${first.child.pid}, ${url}`);

  first.child.kill("SIGTERM");
  expect(await first.ended).toBe(0);
  expect(await readdir(dataDir)).not.toContain("server.lock");
}, 120_000);

test("the printed passwords are the same after a restart", async () => {
  const loginsOf = (program: Program) => program.output().match(/\w+@example\.com +\w+-\w+/g);
  const first = start();
  await first.prints(readyPattern);
  first.child.kill("SIGINT");
  await first.ended;
  const second = start();
  await second.prints(readyPattern);
  expect(loginsOf(second)).toEqual(loginsOf(first));
  expect(loginsOf(first)).toHaveLength(3);
}, 120_000);

test("with its own database it leaves no process when it is killed, and the next start uses the same data", async () => {
  const env = { DATABASE_URL: "" };
  const first = start(env);
  await first.prints(readyPattern);
  const [postgresPid] = (await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n");
  first.child.kill("SIGKILL");
  await first.ended;
  await waitFor(async () => !isAlive(Number(postgresPid)));

  const second = start(env);
  await second.prints(readyPattern);
  second.child.kill("SIGTERM");
  expect(await second.ended).toBe(0);
  expect(await readdir(join(dataDir, "postgres"))).not.toContain("postmaster.pid");
}, 180_000);

test("a task that does not end in time is released, without using an attempt, when the server stops", async () => {
  const silent = createServer(() => {});
  const smtpUrl = `smtp://127.0.0.1:${await listen(silent)}`;
  const program = start({ SMTP_URL: smtpUrl, SHUTDOWN_GRACE_MS: "200" });
  await program.prints(readyPattern);
  const queue = new QueueService(database.db);
  const { id } = await queue.addToQueue("EMAIL_SEND", { to: "a@example.com", template: "welcome" });
  await waitFor(async () => (await queue.readFromQueue(id))?.status === "PROCESSING");
  program.child.kill("SIGTERM");
  expect(await program.ended).toBe(0);
  expect(await queue.readFromQueue(id)).toMatchObject({ status: "PENDING", attempts: 0 });
  await queue.close();
  silent.close();
}, 120_000);

test("a second Ctrl-C ends it immediately", async () => {
  const silent = createServer(() => {});
  const program = start({ SMTP_URL: `smtp://127.0.0.1:${await listen(silent)}` });
  await program.prints(readyPattern);
  const queue = new QueueService(database.db);
  const { id } = await queue.addToQueue("EMAIL_SEND", { to: "a@example.com", template: "welcome" });
  await waitFor(async () => (await queue.readFromQueue(id))?.status === "PROCESSING");
  await queue.close();
  program.child.kill("SIGINT");
  await program.prints(/Shutting down: waiting up to 5 s for running tasks/);
  program.child.kill("SIGINT");
  expect(await program.ended).toBe(130);
  silent.close();
}, 120_000);

test("a PORT that is taken is an error", async () => {
  const other = createServer();
  const port = await listen(other);
  const refused = start({ PORT: String(port) });
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toContain(`Port ${port} is taken`);
  other.close();
}, 120_000);

test("an unreachable database is named, and how to do without it", async () => {
  const program = start({ DATABASE_URL: "postgresql://app:hunter2@127.0.0.1:1/app" });
  expect(await program.ended).toBe(1);
  expect(program.output()).toMatch(
    /Cannot connect to the database app at 127\.0\.0\.1:1: .*ECONNREFUSED.*\nStart PostgreSQL, correct DATABASE_URL/,
  );
  expect(program.output()).not.toContain("hunter2");
}, 60_000);

test("a data folder that cannot be created is named, and what to do", async () => {
  const program = start({ DATA_DIR: "/dev/null/data" });
  expect(await program.ended).toBe(1);
  expect(program.output()).toMatch(
    /^\s*The data folder \/dev\/null\/data cannot be created .*\nSet DATA_DIR to a folder/,
  );
}, 60_000);

test("a host that this machine does not have is named, without a stack", async () => {
  const program = start({ HOST: "203.0.113.1" });
  expect(await program.ended).toBe(1);
  expect(program.output()).toMatch(
    /Cannot listen on 203\.0\.113\.1, port \d+: .*\. Set HOST to an address of this machine\./,
  );
  expect(program.output()).not.toMatch(/^ +at /m);
}, 60_000);

test("invalid settings are named, and nothing is started", async () => {
  const program = start({ PORT: "abc", CONCURRENCY: "-1" });
  expect(await program.ended).toBe(1);
  expect(program.output()).toMatch(/PORT must .*\nCONCURRENCY must /);
  expect(await readdir(dataDir)).toEqual([]);
}, 60_000);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
