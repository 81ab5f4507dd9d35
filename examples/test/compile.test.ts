import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { run } from "../consumer/run.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

test.each(["examples/tsconfig.json", "examples/types/tsconfig.json", "examples/tsconfig.dashboard.json"])(
  "the compiler accepts the examples, and refuses each line that they expect to be wrong: %s",
  async (project) => {
    await expect(run(`${root}node_modules/.bin/tsc`, ["-p", project], root)).resolves.toBe("");
  },
  120_000,
);
