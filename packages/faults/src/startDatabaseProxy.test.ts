import { connect, createServer, type Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { type DatabaseProxy, startDatabaseProxy } from "./index.ts";

let close: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of close) await end();
  close = [];
});

/** A server that records what it receives and replies to each chunk. */
async function startEcho(): Promise<{ url: string; heard: string[] }> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket
      .on("error", () => {})
      .on("data", (chunk) => {
        heard.push(String(chunk));
        socket.write(`re:${chunk}`);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("no address");
  close.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `postgresql://u:p@127.0.0.1:${address.port}/x`, heard };
}

function dial(proxy: DatabaseProxy) {
  const socket = connect(Number(new URL(proxy.url).port), "127.0.0.1");
  const got: string[] = [];
  let ended: string | undefined;
  socket.on("data", (chunk) => got.push(String(chunk)));
  socket.on("error", (error: NodeJS.ErrnoException) => {
    ended = error.code;
  });
  socket.on("close", () => {
    ended ??= "closed";
  });
  close.push(async () => void socket.destroy());
  return { socket, got, ended: () => ended };
}

async function open() {
  const echo = await startEcho();
  const proxy = await startDatabaseProxy(echo.url, { delayMs: 50 });
  close.unshift(() => proxy.close());
  return { echo, proxy };
}

const soon = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 5 });

test("pass forwards both ways", async () => {
  const { proxy } = await open();
  const line = dial(proxy);
  line.socket.write("a");
  await soon(() => expect(line.got).toEqual(["re:a"]));
});

test("refuse rejects new connections and keeps old ones", async () => {
  const { proxy } = await open();
  const old = dial(proxy);
  old.socket.write("a");
  await soon(() => expect(old.got).toEqual(["re:a"]));
  proxy.setMode("refuse");
  const fresh = dial(proxy);
  await soon(() => expect(fresh.ended()).toBeDefined());
  old.socket.write("b");
  await soon(() => expect(old.got.join("")).toBe("re:are:b"));
});

test("rst resets open connections", async () => {
  const { proxy } = await open();
  const line = dial(proxy);
  line.socket.write("a");
  await soon(() => expect(line.got).toEqual(["re:a"]));
  proxy.setMode("rst");
  await soon(() => expect(line.ended()).toBe("ECONNRESET"));
});

test("dropReplies forwards requests and drops replies, also after the mode has ended", async () => {
  const { proxy, echo } = await open();
  const line = dial(proxy);
  line.socket.write("a");
  await soon(() => expect(line.got).toEqual(["re:a"]));
  proxy.setMode("dropReplies");
  line.socket.write("b");
  await soon(() => expect(proxy.droppedReplies).toBe(1));
  proxy.setMode("pass");
  expect(echo.heard).toEqual(["a", "b"]);
  expect(line.got).toEqual(["re:a"]);
  proxy.cut("swallowed");
  await soon(() => expect(line.ended()).toBeDefined());
});

test("blackhole forwards nothing and closes nothing", async () => {
  const { proxy, echo } = await open();
  const line = dial(proxy);
  line.socket.write("a");
  await soon(() => expect(line.got).toEqual(["re:a"]));
  proxy.setMode("blackhole");
  line.socket.write("b");
  const fresh = dial(proxy);
  fresh.socket.write("c");
  await soon(() => expect(proxy.connections).toBe(2));
  proxy.setMode("pass");
  const later = dial(proxy);
  later.socket.write("d");
  await soon(() => expect(later.got).toEqual(["re:d"]));
  expect(echo.heard).toEqual(["a", "d"]);
  expect(line.ended()).toBeUndefined();
});

test("delay forwards late", async () => {
  const { proxy } = await open();
  proxy.setMode("delay");
  const line = dial(proxy);
  const startedAt = performance.now();
  line.socket.write("a");
  await soon(() => expect(line.got).toEqual(["re:a"]));
  expect(performance.now() - startedAt).toBeGreaterThan(90);
});

test("a new target serves new connections", async () => {
  const { proxy } = await open();
  const other = await startEcho();
  proxy.setTarget(other.url);
  const line = dial(proxy);
  line.socket.write("a");
  await soon(() => expect(other.heard).toEqual(["a"]));
});
