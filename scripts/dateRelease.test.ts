import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { dateRelease, readFirstEntry } from "./dateRelease.ts";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const changelog = "# Changelog\n\n## 0.3.0 (not released yet)\n\n- New\n\n## 0.2.0 (2026-01-02)\n\n- Old\n";

test("the entry of the version gets the date of its release", () => {
  const dated = dateRelease(changelog, "0.3.0", "2026-02-03");
  expect(dated).toBe(changelog.replace("0.3.0 (not released yet)", "0.3.0 (2026-02-03)"));
});

test.each([
  ["0.4.0", changelog, "The package has version 0.4.0, and the first entry of CHANGELOG.md is 0.3.0."],
  ["0.3.0", changelog.replace("not released yet", "2026-02-03"), "says that 0.3.0 was released on 2026-02-03"],
  ["0.3.0", "# Changelog\n", "The first entry of CHANGELOG.md must be called"],
])("version %s is not released when its entry does not fit", (version, text, reason) => {
  expect(() => dateRelease(text, version, "2026-02-03")).toThrow(reason);
});

test("the package, the changelog and the README name the same version", () => {
  const { version } = JSON.parse(read("../packages/queue/package.json")) as { version: string };
  expect(readFirstEntry(read("../CHANGELOG.md")).version).toBe(version);
  expect(/\*\*Status\*\*: version (?<version>[\d.]+\d)/.exec(read("../README.md"))?.groups?.version).toBe(version);
});
