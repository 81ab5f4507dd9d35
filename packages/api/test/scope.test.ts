import { afterAll, beforeAll, expect, test } from "vitest";
import { ana, ben, createTestApi, insertRows, router } from "./createTestApi.ts";

let api: Awaited<ReturnType<typeof createTestApi>>;
let bensTask: string;
beforeAll(async () => {
  api = await createTestApi();
  [bensTask] = (await insertRows(api.db, [{ owner: ben, status: "FAILED" }])) as [string];
});
afterAll(() => api.close());

const procedures = Object.keys(router._def.procedures);

type Procedure = (input?: unknown) => Promise<unknown>;

function procedureNamed(name: string, caller: unknown): Procedure {
  return name.split(".").reduce((found, part) => (found as Record<string, unknown>)[part], caller) as Procedure;
}

test("the router has the documented procedures", () => {
  expect(procedures.toSorted()).toEqual([
    "queue.cancelTask",
    "queue.deleteTask",
    "queue.getOverview",
    "queue.getQueueStatus",
    "queue.getTask",
    "queue.listTasks",
    "queue.onStatus",
    "queue.retryTask",
  ]);
});

test.each(procedures)("%s responds UNAUTHORIZED without a session, whatever the input", async (name) => {
  const call = procedureNamed(name, api.as(null));
  await expect(call({ id: bensTask })).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  await expect(call()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
});

const withoutTask = ["queue.getOverview", "queue.getQueueStatus", "queue.listTasks", "queue.onStatus"];
/** A new procedure is about one task, unless the list above names it. */
const byId = procedures.filter((name) => !withoutTask.includes(name));

test.each(byId)("%s does not find another user's task, and changes nothing", async (name) => {
  const call = procedureNamed(name, api.as(ana));
  const unknownId = "cunknownunknownunknown000";
  const before = await api.db.queueTask.findUnique({ where: { id: bensTask } });
  const foreign = await call({ id: bensTask }).catch((error: Error) => error);
  const unknown = await call({ id: unknownId }).catch((error: Error) => error);
  expect(foreign).toMatchObject({ code: "NOT_FOUND" });
  expect(unknown).toMatchObject({ code: "NOT_FOUND" });
  expect((foreign as Error).message.replace(bensTask, unknownId)).toBe((unknown as Error).message);
  expect(await api.db.queueTask.findUnique({ where: { id: bensTask } })).toEqual(before);
});

test("a task without an owner is not found", async () => {
  const [id] = (await insertRows(api.db, [{ owner: null }])) as [string];
  await expect(api.as(ana).queue.getTask({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("no response contains anything of another user's tasks", async () => {
  const responses = await Promise.all([api.as(ana).queue.getQueueStatus(), api.as(ana).queue.listTasks({})]);
  expect(JSON.stringify(responses)).not.toMatch(new RegExp(`${bensTask}|${ben.id}`));
});
