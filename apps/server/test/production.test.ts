import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { createTestDatabase } from "@package/db/testing";
import { expect, test } from "vitest";

const program = fileURLToPath(new URL("../src/main.ts", import.meta.url));

test("in production, a server with a plain http URL starts with one warning, is ready, and stops in order", async () => {
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), "queue-production-"));
  const child = fork(program, {
    execArgv: ["--conditions=source"],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      DATABASE_URL: database.url,
      DATA_DIR: dataDir,
      HOST: "127.0.0.1",
      AUTH_SECRET: "a secret of a test, long enough to be one",
      SMTP_URL: "smtp://127.0.0.1:1",
      PUBLIC_URL: "http://queue.example.com",
      SHUTDOWN_GRACE_MS: "0",
    },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const problems = text(child.stderr as NodeJS.ReadableStream);
  const exited = once(child, "exit");
  try {
    const [ready] = (await Promise.race([
      once(child, "message"),
      exited.then(async () => Promise.reject(new Error(`The server ended: ${await problems}`))),
    ])) as [{ port: number }];
    const askReady = async () => await (await fetch(`http://127.0.0.1:${ready.port}/readyz`)).json();
    await expect.poll(askReady, { timeout: 60_000 }).toEqual({ status: "ready" });
    child.kill("SIGTERM");
    expect((await exited)[0]).toBe(0);
  } finally {
    child.kill("SIGKILL");
    await exited;
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  }
  const warning = / PUBLIC_URL is http:\/\/queue\.example\.com, so browsers .*https:\/\/ URL\.$/;
  expect((await problems).trim().split("\n")).toEqual([expect.stringMatching(warning)]);
}, 120_000);
