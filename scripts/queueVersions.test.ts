import { expect, test } from "vitest";
import { readVersionSteps } from "./queueVersions.ts";

const init = { name: "20261124000000_init", sql: 'CREATE TABLE "QueueTask" ();' };
const mark = (version: number) => `COMMENT ON TABLE "QueueTask" IS 'queue schema ${version}';`;

test("a version has the statements of all migrations since the version before", () => {
  const steps = readVersionSteps([
    init,
    { name: "2_a", sql: 'ALTER TABLE "QueueTask" ADD a;' },
    { name: "3_b", sql: `ALTER TABLE "QueueGate" ADD b;\n\n${mark(2)}\n` },
  ]);
  expect(steps.get(2)).toBe(`ALTER TABLE "QueueTask" ADD a;\n\nALTER TABLE "QueueGate" ADD b;\n\n${mark(2)}`);
});

test("statements about other tables belong to no version", () => {
  const steps = readVersionSteps([init, { name: "2_a", sql: `ALTER TABLE "Contact" ADD a;\n\n${mark(2)}\n` }]);
  expect(steps.get(2)).toBe(mark(2));
});

test("migrations after the last version are refused", () => {
  expect(() => readVersionSteps([init, { name: "2_a", sql: 'ALTER TABLE "QueueTask" ADD a;' }])).toThrow(
    "'queue schema 2'",
  );
});
