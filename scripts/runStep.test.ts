import { expect, test } from "vitest";
import { runStep } from "./runStep.ts";

function node(code: string) {
  const lines: string[] = [];
  const step = { title: "Building", hint: "a minute", command: process.execPath, args: ["-e", code], cwd: "/" };
  return { lines, end: runStep(step, (line) => void lines.push(line), 10) };
}

test("a program that prints nothing for long is reported from its start to its end", async () => {
  const { lines, end } = node("setTimeout(() => {}, 200)");
  expect(await end).toBe(0);
  expect(lines[0]).toBe("Building (a minute) …");
  expect(lines[1]).toMatch(/^ … Building, \d+ s so far$/);
  expect(lines.at(-1)).toMatch(/^Building: done after \d+ s\.$/);
});

test("a program that fails is reported with its output and its exit code", async () => {
  const { lines, end } = node("console.log('out'); console.error('err'); process.exitCode = 7");
  expect(await end).toBe(7);
  expect(lines.at(-2)).toMatch(/out|err/);
  expect(lines.at(-1)).toMatch(/^Building: failed with exit code 7 after/);
});

test("the output of a program that succeeds is not printed", async () => {
  const { lines, end } = node("console.log('noise')");
  await end;
  expect(lines.join()).not.toContain("noise");
});

test("a program that is killed has failed", async () => {
  expect(await node("process.kill(process.pid, 'SIGKILL')").end).toBe(1);
});

test("a missing program is an error", async () => {
  const step = { title: "Building", hint: "", command: "/no/such/program", args: [], cwd: "/" };
  await expect(runStep(step, () => {})).rejects.toThrow("ENOENT");
});
