import { expect, test } from "vitest";
import { defineWorker } from "../src/index.ts";
import { readOverview } from "../src/monitor/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();
const run = () => {};

/** Starts a runner and returns the release that operators see. */
async function readRelease(
  workers: Parameters<typeof queues.open>[0],
  options = {},
): Promise<string | null | undefined> {
  const queue = queues.open(workers, options);
  const runner = queue.start();
  const { runners } = await until(
    () => readOverview(queues.database.db),
    (overview) => overview.runners.some(({ id }) => id === runner.stats().id),
  );
  await queue.close();
  return runners.find(({ id }) => id === runner.stats().id)?.release;
}

test("a runner reports the release of its service", async () => {
  expect(await readRelease({ T: defineWorker({ run }) }, { release: "v42-7f3a" })).toBe("v42-7f3a");
});

test("by default the release depends on the types and versions of the workers alone, in any order", async () => {
  const [a, b] = [defineWorker({ run }), defineWorker({ version: "2", run })];
  const release = await readRelease({ A: a, B: b });
  expect(release).toMatch(/^[0-9a-f]{12}$/);
  expect(await readRelease({ B: b, A: defineWorker({ run: () => 1 }) })).toBe(release);
  expect(await readRelease({ A: a, B: a })).not.toBe(release);
  expect(await readRelease({ A: a })).not.toBe(release);
});

test.each([["" as never], [7 as never]])("%j is refused as a release", (release) => {
  expect(() => queues.open({}, { release })).toThrow("release");
});
