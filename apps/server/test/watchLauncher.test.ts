import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";

const watched = fileURLToPath(new URL("../src/local/watchLauncher.ts", import.meta.url));
const codeFor = (patienceMs: number) => `
  const { watchLauncher } = await import(${JSON.stringify(watched)});
  await watchLauncher(() => { console.log("gone"); process.exit(); });
  console.log(process.pid);
  setTimeout(() => { console.log("unnoticed"); process.exit(); }, ${patienceMs});`;

let launcher: ChildProcess;
afterEach(() => launcher.kill("SIGKILL"));

/** Starts a process called `name` that runs the code in a child, directly or through a shell. */
function launch(name: string, script: string, patienceMs: number) {
  const env = { ...process.env, CODE: codeFor(patienceMs), NODE: process.execPath };
  launcher = spawn("/bin/sh", ["-c", script], { argv0: name, env, stdio: ["ignore", "pipe", "inherit"] });
  const lines = launcher.stdout?.setEncoding("utf8") as NodeJS.ReadableStream;
  return { nextLine: async () => String(await once(lines, "data")).trim() };
}

const program = '"$NODE" --input-type=module -e "$CODE"';

test.each([
  ["directly", `${program}; :`],
  ["by a shell", `/bin/sh -c '${program}; :'; :`],
])("a program that a package manager runs %s notices that it was killed", async (_how, script) => {
  const { nextLine } = launch("pnpm", script, 25_000);
  expect(Number(await nextLine())).toBeGreaterThan(1);
  launcher.kill("SIGKILL");
  expect(await nextLine()).toBe("gone");
});

test("a program that another program runs continues without it", async () => {
  const { nextLine } = launch("supervisor", `${program}; :`, 3000);
  await nextLine();
  launcher.kill("SIGKILL");
  expect(await nextLine()).toBe("unnoticed");
});
