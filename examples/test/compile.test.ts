import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { run } from "../consumer/run.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

test.each(["examples/tsconfig.json", "examples/tsconfig.dashboard.json"])(
  "the compiler agrees with the examples and with what they expect to be wrong: %s",
  async (project) => {
    await expect(run(`${root}node_modules/.bin/tsc`, ["-p", project], root)).resolves.toBe("");
  },
  120_000,
);
