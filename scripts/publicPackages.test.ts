import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readCommonVersion, readPublicPackages } from "./publicPackages.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const packages = readPublicPackages(root);

test("the library, its API, its hooks and its dashboard are published, with one version", () => {
  expect(packages.map(({ name }) => name)).toEqual([
    "@package/api",
    "@package/dashboard",
    "@package/queue",
    "@package/react",
  ]);
  expect(readCommonVersion(packages)).toMatch(/^\d+\.\d+\.\d+/);
});

test("packages with different versions are not released", () => {
  const versions = ["1.0.0", "1.1.0"].map((version) => ({ name: "@package/x", version, folder: "packages/x" }));
  expect(() => readCommonVersion(versions)).toThrow("@package/x 1.0.0, @package/x 1.1.0");
});

test.each(packages)("$name has a licence and a readme, and publishes no sources", ({ folder }) => {
  for (const file of ["LICENSE", "README.md"]) expect(existsSync(join(root, folder, file))).toBe(true);
  const manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  expect(manifest.files).toEqual(expect.arrayContaining(["dist", "LICENSE", "README.md"]));
  expect(JSON.stringify(manifest.publishConfig.exports)).not.toContain("source");
  expect(Object.keys(manifest.publishConfig.exports)).toEqual(Object.keys(manifest.exports));
});
