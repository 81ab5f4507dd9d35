import { expect, test } from "vitest";
import { runStep } from "./runStep.ts";

function node(code: string) {
  const lines: string[] = [];
  const step = { title: "Building", hint: "a minute", command: process.execPath, args: ["-e", code], cwd: "/" };
  return { lines, end: runStep(step, (line) => void lines.push(line), 10) };
}

test("a program that says nothing for long is told of, from its beginning to its end", async () => {
  const { lines, end } = node("setTimeout(() => {}, 200)");
  expect(await end).toBe(0);
  expect(lines[0]).toBe("Building: a minute …");
  expect(lines[1]).toMatch(/^ … Building, for \d+ s so far$/);
  expect(lines.at(-1)).toMatch(/^Building: done after \d+ s\.$/);
});

test("a program that fails is told of with its exit code", async () => {
  const { lines, end } = node("process.exit(7)");
  expect(await end).toBe(7);
  expect(lines.at(-1)).toMatch(/^Building failed with exit code 7 after/);
});

test("a program that is killed has failed", async () => {
  expect(await node("process.kill(process.pid, 'SIGKILL')").end).toBe(1);
});

test("a program that is not there is an error", async () => {
  const step = { title: "Building", hint: "", command: "/no/such/program", args: [], cwd: "/" };
  await expect(runStep(step, () => {})).rejects.toThrow("ENOENT");
});
