import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const starterProgram = fileURLToPath(new URL("./lockStarter.ts", import.meta.url));
const rounds = 60;

let dir: string;
let starters: ChildProcess[];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "queue-lock-race-"));
  starters = [1, 2, 3, 4].map(() => fork(starterProgram, { execArgv: ["--conditions=source"] }));
  await Promise.all(starters.map((starter) => once(starter, "message")));
});
afterEach(async () => {
  for (const starter of starters) {
    starter.kill("SIGKILL");
    await once(starter, "exit");
  }
  await rm(dir, { recursive: true });
});

test("of several processes that start at the same time with an old lock, exactly one gets it", async () => {
  const gone = spawn(process.execPath, ["-e", ""]);
  await once(gone, "exit");
  for (let round = 0; round < rounds; round++) {
    const path = join(dir, `server-${round}.lock`);
    await writeFile(path, JSON.stringify({ pid: gone.pid, processStart: "some/time", url: null }));
    const answers = starters.map((starter) => once(starter, "message"));
    for (const starter of starters) starter.send(path);
    expect((await Promise.all(answers)).map(([answer]) => answer).sort()).toEqual(["lost", "lost", "lost", "won"]);
  }
}, 120_000);
