import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDatabaseProxy } from "@package/faults";
import { startEmbeddedPostgres } from "@package/postgres/embedded";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { defineWorker, defineWorkers } from "../../src/index.ts";
import { ChangeListener, ownerKey, type TaskChange } from "../../src/monitor/index.ts";
import { changeChannel } from "../../src/notifying/changes.ts";
import { startWorkerProgram } from "../faults/startWorkerProgram.ts";
import { setUpTestQueues } from "../support/setUpTestQueues.ts";
import { until } from "../support/until.ts";
import { insertTasks } from "./insertTasks.ts";

const queues = setUpTestQueues();
const workers = defineWorkers({ WORK: defineWorker({ run: () => null }) });
const logged: string[] = [];
const logger = { info: () => {}, warn: () => {}, error: (message: string) => logged.push(message) };

function openListener(connectionString = queues.database.url) {
  const listener = new ChangeListener({ connectionString, logger });
  onTestFinished(() => listener.close());
  const changes: TaskChange[] = [];
  listener.listen((change) => changes.push(change));
  return { listener, changes };
}

const hasMissed = (changes: TaskChange[], times = 1) =>
  until(
    () => changes.filter((change) => change === "missed").length,
    (count) => count >= times,
    30_000,
  );
const tells = (changes: TaskChange[], owner: string) =>
  until(
    () => changes,
    (all) => all.some((change) => change !== "missed" && change.owners.has(ownerKey(owner))),
  );

async function notify(url: string, payload: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("SELECT pg_notify($1, $2)", [changeChannel, payload]);
  await client.end();
}

test("changes by another process arrive, and the first call says that earlier ones were missed", async () => {
  const { listener, changes } = openListener();
  await hasMissed(changes);
  expect([listener.isListening, changes]).toEqual([true, ["missed"]]);
  const program = await startWorkerProgram(queues.database.url);
  onTestFinished(async () => {
    program.signal("SIGKILL");
    await program.ended;
  });
  await insertTasks(queues.database.db, [{ type: "DEAF", owner: "ana", data: { ms: 0 } }]);
  await tells(changes, "ana");
});

test("after the server has ended the connection, it is opened again, and the listeners hear that they missed changes", async () => {
  const { listener, changes } = openListener();
  await hasMissed(changes);
  await queues.database.db.$queryRaw`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'queue changes' AND datname = current_database()`;
  await hasMissed(changes, 2);
  expect(listener.isListening).toBe(true);
  await queues.open(workers).addToQueue("WORK", {}, { ownerId: "ben" });
  await tells(changes, "ben");
});

test("a listener that throws harms no other, and its error is logged", async () => {
  const { listener, changes } = openListener();
  logged.length = 0;
  const later: TaskChange[] = [];
  listener.listen(() => {
    throw new Error("broken");
  });
  listener.listen((change) => later.push(change));
  await hasMissed(changes);
  await notify(queues.database.url, ownerKey("ana"));
  await tells(later, "ana");
  await tells(changes, "ana");
  expect(logged).toContain("A listener for changes of tasks threw an error.");
});

test("a payload without owners means that any owner's tasks may have changed", async () => {
  const { changes } = openListener();
  await hasMissed(changes);
  await notify(queues.database.url, "*");
  await hasMissed(changes, 2);
});

test("a removed listener is not called, and a function that was added twice is called until both are removed", async () => {
  const { listener, changes } = openListener();
  await hasMissed(changes);
  const calls: TaskChange[] = [];
  const listen = (change: TaskChange) => void calls.push(change);
  const removeFirst = listener.listen(listen);
  const removeSecond = listener.listen(listen);
  removeFirst();
  await notify(queues.database.url, ownerKey("ana"));
  await tells(changes, "ana");
  expect(calls).toHaveLength(1);
  removeSecond();
  await notify(queues.database.url, ownerKey("ben"));
  await tells(changes, "ben");
  expect(calls).toHaveLength(1);
});

test("after close, no listener is called and no connection is left", async () => {
  const { listener, changes } = openListener();
  await hasMissed(changes);
  await listener.close();
  expect(listener.isListening).toBe(false);
  await until(
    async () =>
      (
        await queues.database.db.$queryRaw<unknown[]>`
          SELECT 1 FROM pg_stat_activity WHERE application_name = 'queue changes' AND datname = current_database()`
      ).length,
    (count) => count === 0,
  );
  listener.listen((change) => changes.push(change));
  await notify(queues.database.url, ownerKey("ana"));
  expect(changes).toEqual(["missed"]);
});

test.each(["a lost connection", "a connection that is being opened"])(
  "it closes within 3 s over %s, to which the server does not respond",
  async (which) => {
    const proxy = await startDatabaseProxy(queues.database.url);
    onTestFinished(() => proxy.close());
    if (which === "a connection that is being opened") proxy.setMode("blackhole");
    const { listener, changes } = openListener(proxy.url);
    if (proxy.mode === "pass") await hasMissed(changes);
    proxy.setMode("blackhole");
    await until(
      () => proxy.connections,
      (count) => count === 1,
    );
    const fromMs = performance.now();
    await listener.close();
    expect(performance.now() - fromMs).toBeLessThan(3_000);
  },
);

test("it listens again after a restart of PostgreSQL", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "queue-restart-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  let server = await startEmbeddedPostgres({ dataDir: join(dataDir, "data") });
  onTestFinished(() => server.stop());
  const proxy = await startForwarder(() => Number(new URL(server.url).port));
  onTestFinished(proxy.close);
  const url = new URL(server.url);
  url.port = String(proxy.port);
  const { listener, changes } = openListener(url.href);
  await hasMissed(changes);
  await server.stop();
  await until(
    () => listener.isListening,
    (isListening) => !isListening,
  );
  server = await startEmbeddedPostgres({ dataDir: join(dataDir, "data") });
  await hasMissed(changes, 2);
  await notify(server.url, ownerKey("ana"));
  await tells(changes, "ana");
}, 60_000);

test.each([[""], [undefined], [5]])("the URL %j is refused", (connectionString) => {
  expect(() => new ChangeListener({ connectionString: connectionString as string })).toThrow(/PostgreSQL URL/);
});

/** Forwards connections to a port that can change, as a load balancer in front of a server does. */
async function startForwarder(targetPort: () => number): Promise<{ port: number; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const forwarder = createServer((incoming) => {
    const outgoing = connect(targetPort(), "127.0.0.1");
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        incoming.destroy();
        outgoing.destroy();
      });
    }
    incoming.pipe(outgoing).pipe(incoming);
  });
  await new Promise<void>((resolve) => forwarder.listen(0, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      forwarder.close(() => resolve());
    });
  return { port: (forwarder.address() as AddressInfo).port, close };
}
