import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AlreadyRunningError, acquireInstanceLock } from "../src/local/acquireInstanceLock.ts";

let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "queue-lock-"));
  path = join(dir, "data", "server.lock");
});
afterEach(() => rm(dir, { recursive: true }));

test("the error of a second server has the process and the URL of the first", async () => {
  const lock = await acquireInstanceLock(path);
  await lock.publish("http://localhost:3000");
  const refusal = await acquireInstanceLock(path).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(AlreadyRunningError);
  expect((refusal as Error).message).toContain(`process ${process.pid}, http://localhost:3000`);
});

test("a second server is refused while the first one is starting", async () => {
  await acquireInstanceLock(path);
  await expect(acquireInstanceLock(path)).rejects.toThrow("still starting");
});

test("after a release, the next server gets the lock", async () => {
  await (await acquireInstanceLock(path)).release();
  await expect(acquireInstanceLock(path)).resolves.toBeDefined();
});

test("the lock of a process that has ended is taken over", async () => {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  await (await acquireInstanceLock(path)).release();
  await writeFile(path, JSON.stringify({ pid: child.pid, processStart: "some/time", url: null }));
  await expect(acquireInstanceLock(path)).resolves.toBeDefined();
});

test("a lock whose process number another process got is taken over", async () => {
  await (await acquireInstanceLock(path)).release();
  await writeFile(path, JSON.stringify({ pid: process.ppid, processStart: "another/time", url: null }));
  await expect(acquireInstanceLock(path)).resolves.toBeDefined();
  expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ pid: process.pid });
});

test.each(["", "{", "null"])("a lock file with %j in it is taken over", async (content) => {
  await (await acquireInstanceLock(path)).release();
  await writeFile(path, content);
  await expect(acquireInstanceLock(path)).resolves.toBeDefined();
});
