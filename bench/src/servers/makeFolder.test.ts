import { readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "./makeFolder.ts";

test("the folder for the data need not exist, nor those above it", async () => {
  const root = await makeFolder(tmpdir());
  const folder = await makeFolder(join(root, "a", "b"));
  expect(dirname(folder)).toBe(join(root, "a", "b"));
  expect(await readdir(folder)).toEqual([]);
  await rm(root, { recursive: true });
});
