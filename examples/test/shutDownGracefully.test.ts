import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { QueueService } from "@package/queue";
import { afterAll, expect, test, vi } from "vitest";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

const database = await openExampleDatabase();
const queue = new QueueService(database.db, { workers: {} });
const program = spawn(
  process.execPath,
  ["--conditions=source", fileURLToPath(new URL("../shutDownGracefully.ts", import.meta.url))],
  { env: { ...process.env, DATABASE_URL: database.url }, stdio: ["ignore", "pipe", "inherit"] },
);
const exited = once(program, "exit");
afterAll(async () => {
  program.kill("SIGKILL");
  await exited;
  await queue.close();
  await database.drop();
});

test("a process that gets SIGTERM finishes its running tasks and starts no others", async () => {
  let output = "";
  program.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const says = (text: string) => vi.waitUntil(() => output.includes(text), { timeout: 20_000 });
  await says("running");
  const running = await queue.addToQueue<{ ms: number }>("WAIT", { ms: 1_000 });
  await says(`started ${running.id}`);
  program.kill("SIGTERM");
  expect(await exited).toEqual([0, null]);
  expect(output).toContain("stopped");
  expect(await queue.readFromQueue(running.id)).toMatchObject({ status: "COMPLETED", result: "waited" });
});
