import { spawn, spawnSync } from "node:child_process";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createPrismaClient } from "@package/db";
import { findFreePort } from "@package/db/embedded";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { defineWorker, defineWorkers, QueueService, type QueueServiceOptions } from "../../src/index.ts";
import { setUpTestQueues } from "../support/setUpTestQueues.ts";
import { until } from "../support/until.ts";

const queues = setUpTestQueues();
const workers = defineWorkers({ WORK: defineWorker({ run: () => sleep(5) }) });
const closing: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));

/** A service with its own client for this URL. */
function openAt(url: string, options: QueueServiceOptions = {}, poolSize = 5): QueueService<typeof workers> {
  const client = createPrismaClient(url, { poolSize });
  const queue = new QueueService<typeof workers>(client, { pollMs: 50, sweepMs: 100, ...options, workers });
  onTestFinished(async () => {
    await queue.close();
    await client.$disconnect();
  });
  return queue;
}

const withSetting = (url: string, setting: string) =>
  `${url}${url.includes("?") ? "&" : "?"}options=${encodeURIComponent(`-c ${setting}`)}`;

/** Runs many tasks in two services, and checks that each starts once. */
async function workThrough(open: () => ReturnType<typeof openAt>, count = 150): Promise<void> {
  const [one, two] = [open(), open()];
  one.start({ concurrency: 5 });
  two.start({ concurrency: 5 });
  const many = await one.addManyToQueue(Array.from({ length: count }, () => ({ type: "WORK" as const, data: {} })));
  const single = await Promise.all(Array.from({ length: 20 }, () => two.addToQueue("WORK", {})));
  const same = await Promise.all(
    Array.from({ length: 20 }, () => two.addToQueue("WORK", {}, { uniqueKey: "same", delayMs: 60_000 })),
  );
  expect(new Set(same.map(({ id }) => id)).size).toBe(1);
  const where = { status: "COMPLETED", attempts: 1, claimCount: 1 } as const;
  await until(
    () => queues.database.db.queueTask.count({ where }),
    (done) => done === many.length + single.length,
    20_000,
  );
}

describe.each([
  ["through the Prisma client", false],
  ["through connections of its own", true],
])("%s", (_, hasOwn) => {
  const open = (url: string, poolSize?: number) => openAt(url, hasOwn ? { connectionString: url } : {}, poolSize);

  test("it works when transactions are serializable by default", () =>
    workThrough(() => open(withSetting(queues.database.url, "default_transaction_isolation=serializable"))));

  test("it works with a pool of two", () => workThrough(() => open(queues.database.url, 2)));

  test.each(["Pacific/Kiritimati", "America/St_Johns"])(
    "a session in the time zone %s changes no due time",
    async (zone) => {
      const queue = open(withSetting(queues.database.url, `TimeZone=${zone}`));
      queue.start({ concurrency: 2 });
      const later = await queue.addToQueue("WORK", {}, { delayMs: 700 });
      const dated = await queue.addToQueue("WORK", {}, { scheduledFor: new Date(Date.now() + 700) });
      for (const { id } of [later, dated]) {
        const task = await queue.waitForTask(id, { timeoutMs: 10_000 });
        const waitedMs = Number(task.startedAt) - Number(task.createdAt);
        expect(waitedMs).toBeGreaterThanOrEqual(600);
        expect(waitedMs).toBeLessThan(6_000);
      }
      expect(Math.abs(Number(later.createdAt) - Date.now())).toBeLessThan(30_000);
    },
  );
});

const hasPgBouncer = spawnSync("pgbouncer", ["--version"]).status === 0;
if (!hasPgBouncer) console.warn("pgbouncer is not installed: the test behind it is skipped.");

test.skipIf(!hasPgBouncer)(
  "it works behind PgBouncer in transaction mode",
  async () => {
    const url = await startPgBouncer(queues.database.url);
    await workThrough(() => openAt(url, { connectionString: url }));
  },
  60_000,
);

async function startPgBouncer(databaseUrl: string): Promise<string> {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const folder = await mkdtemp(join(tmpdir(), "pgbouncer-"));
  const listenPort = await findFreePort();
  const ini = join(folder, "pgbouncer.ini");
  await writeFile(join(folder, "users.txt"), `"${username}" "${password}"\n`);
  await writeFile(
    ini,
    `[databases]\n* = host=${hostname} port=${port} user=${username} password=${password}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${listenPort}\n` +
      `unix_socket_dir =\nauth_type = plain\nauth_file = ${join(folder, "users.txt")}\npool_mode = transaction\ndefault_pool_size = 5\nmax_client_conn = 100\n`,
  );
  // PgBouncer refuses to run as root.
  const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  for (const file of [folder, ini, join(folder, "users.txt")]) {
    if (account.uid !== undefined && account.gid !== undefined) await chown(file, account.uid, account.gid);
  }
  const child = spawn("pgbouncer", [ini], { ...account, stdio: ["ignore", "ignore", "pipe"] });
  closing.push(async () => {
    child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });
  let log = "";
  child.stderr.on("data", (text) => {
    log += text;
  });
  await until(
    () => log,
    (text) => text.includes("process up"),
  );
  return `postgresql://${username}:${password}@127.0.0.1:${listenPort}${pathname}`;
}
