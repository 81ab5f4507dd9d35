import { expect, test } from "vitest";
import { parsePostgresVersion } from "./postgresVersions.ts";

test.each([
  ["14", 14],
  ["18", 18],
  ["13", undefined],
  ["018", undefined],
  ["", undefined],
  ["toString", undefined],
])("%j names version %j", (text, version) => {
  expect(parsePostgresVersion(text)).toBe(version);
});
