import { expect } from "vitest";
import type { ProgressProject } from "./openProgress.ts";

/** Compiles strictly, with the declarations of all libraries, except that those of tRPC need the package `ws`. */
export async function compile({ bin }: ProgressProject, config: string): Promise<void> {
  const printed = await bin("tsc", ["-p", config]).catch((error: Error) => error.message);
  const errors = printed.split("\n").filter((line) => line.includes("error TS"));
  expect(errors.filter((line) => !/@trpc\/server\/dist\/ws-.* Cannot find module 'ws'/.test(line))).toEqual([]);
  if (errors.length === 0) expect(printed).toBe("");
}
