import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../consumer/run.ts";

const examples = fileURLToPath(new URL("..", import.meta.url));
const tsc = join(examples, "../node_modules/.bin/tsc");
const numbers = Array.from({ length: 60 }, (_, n) => n);

/** Sixty workers with zod schemas, of which each adds a task of the next type. */
const workers = `
import { db } from "@package/db";
import { defineWorker, defineWorkers, QueueService } from "@package/queue";
import { z } from "zod";
export const workers = defineWorkers({
${numbers
  .map(
    (n) => `TYPE_${n}: defineWorker({
  input: z.object({ id${n}: z.string(), tags: z.array(z.string()).default([]), item: z.object({ at: z.coerce.date(), kind: z.enum(["a", "b"]) }).optional() }),
  run: async (data, context) => {
    const next = await context.addToQueue("TYPE_${(n + 1) % 60}", { id${(n + 1) % 60}: data.id${n} });
    return { next: next.id, kind: data.item?.kind };
  },
}),`,
  )
  .join("\n")}
});
export const queue = new QueueService(db, { workers });
declare module "@package/queue" {
  interface Register { workers: typeof workers; db: typeof db }
}
export async function use() {
${numbers.map((n) => `  console.log((await queue.addToQueue("TYPE_${n}", { id${n}: "a" })).result?.next);`).join("\n")}
}
`;

/** Calls that are wrong, each with what the compiler must say about it. */
const mistakes: [call: string, message: RegExp][] = [
  [`queue.addToQueue("TYP_1", { id1: "a" })`, /'"TYP_1"' is not assignable to .*"TYPE_0" \| "TYPE_1"/],
  [`queue.addToQueue("TYPE_1", { id1: 3 })`, /Type 'number' is not assignable to type 'string'/],
  [`queue.addToQueue("TYPE_1", { id2: "a" })`, /'id2' does not exist in type '\{ id1: string/],
  [
    `queue.addToQueue("TYPE_1", { id1: "a" }, { priorty: 1 })`,
    /'priorty' does not exist.*Did you mean to write 'priority'/,
  ],
  [
    `queue.addToQueue("TYPE_1", { id1: "a" }, { tx: db })`,
    /'PrismaClient' is not assignable to type 'TransactionClient'/,
  ],
  [
    `queue.addManyToQueue([{ type: "TYP_1", data: { id1: "a" } }])`,
    /'"TYP_1"' is not assignable to .*"TYPE_0" \| "TYPE_1"/,
  ],
  [`queue.addManyToQueue([{ type: "TYPE_1", data: { id1: 3 } }])`, /Type 'number' is not assignable to type 'string'/],
  [`queue.readFromQueue("id", { type: "TYP_1" })`, /'"TYP_1"' is not assignable to type '"TYPE_0" \| "TYPE_1"/],
  [`queue.waitForTask("id", { type: "TYP_1" })`, /'"TYP_1"' is not assignable to type '"TYPE_0" \| "TYPE_1"/],
  [
    `context.addToQueue("TYP_1", { id1: "a" })`,
    /not assignable to parameter of type 'RegisteredTask'.*Type '"TYP_1"' is not assignable/s,
  ],
  [`context.addToQueue("TYPE_1", { id1: 3 })`, /'RegisteredTask'.*Type 'number' is not assignable to type 'string'/s],
  [`context.addToQueue("TYPE_1", { id2: "a" })`, /'RegisteredTask'.*'id2' does not exist in type '\{ id1: string/s],
];

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(examples, "node_modules/.large-registry-"));
  await writeFile(join(folder, "workers.ts"), workers);
  const calls = mistakes.map(([call]) => `  await ${call};`).join("\n");
  await writeFile(
    join(folder, "mistakes.ts"),
    `import { db } from "@package/db"; import type { WorkerContext } from "@package/queue"; import { queue } from "./workers.ts";
export async function mistakes(context: WorkerContext) {\n${calls}\n}\n`,
  );
  for (const name of ["workers", "mistakes"])
    await writeFile(
      join(folder, `${name}.json`),
      JSON.stringify({ extends: "../../../tsconfig.base.json", files: [`${name}.ts`] }),
    );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a registry of 60 workers that add tasks compiles without annotations, and is cheap for the compiler", async () => {
  const printed = await run(tsc, ["-p", "workers.json", "--extendedDiagnostics"], folder);
  // A measure that does not depend on the machine. Without a registry, zod and the clients cost 63,000.
  const instantiations = Number(/Instantiations:\s+(\d+)/.exec(printed)?.[1]);
  expect(instantiations).toBeGreaterThan(100_000);
  expect(instantiations).toBeLessThan(500_000);
}, 120_000);

test("in a registry of 60 workers, the compiler says in a few lines what is wrong", async () => {
  const printed = await run(tsc, ["-p", "mistakes.json", "--pretty", "false"], folder).catch(String);
  const errors = printed.split(/^(?=mistakes\.ts\()/m).slice(1);
  const messageOf = (index: number) => errors.find((error) => error.startsWith(`mistakes.ts(${index + 3},`)) ?? "";
  expect(errors).toHaveLength(mistakes.length);
  for (const [index, [call, message]] of mistakes.entries()) expect(messageOf(index), call).toMatch(message);
  const lines = errors.flatMap((error) => error.trimEnd().split("\n").length);
  expect(Math.max(...lines)).toBeLessThanOrEqual(7);
  expect(Math.max(...errors.map(({ length }) => length))).toBeLessThan(1_500);
}, 120_000);
