import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { expect, inject, test } from "vitest";
import { run } from "../consumer/run.ts";

const folder = fileURLToPath(new URL("../testing", import.meta.url));
const jest = createRequire(import.meta.url).resolve("jest/bin/jest");
const node = (args: string[], env: NodeJS.ProcessEnv) =>
  run(process.execPath, args, folder, { NODE_OPTIONS: "", ...env });

// These programs use the built package, as an installed one.

test.each(["mjs", "cjs"])(
  "the testing kit runs under jest, imported by a .%s file",
  async (extension) => {
    const args = ["--experimental-vm-modules", jest, "--ci", `kit.jest.${extension}`];
    await node(args, { TEST_SERVER_URL: inject("postgres").url });
  },
  120_000,
);

test("the testing kit runs under node:test, with a PostgreSQL that it starts itself", async () => {
  const printed = await node(["--test", "--test-reporter=tap", "kit.node.mjs"], {});
  expect(printed).toContain("# pass 1");
}, 120_000);
