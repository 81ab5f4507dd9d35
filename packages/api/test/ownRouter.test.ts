import { initTRPC, TRPCError } from "@trpc/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLiveStatus, createQueueRouter, type LiveStatus } from "../src/index.ts";
import { ana, ben, createTestApi, insertRows } from "./createTestApi.ts";

let api: Awaited<ReturnType<typeof createTestApi>>;
let live: LiveStatus;
beforeAll(async () => {
  api = await createTestApi();
  live = createLiveStatus({ db: api.db, connectionString: api.url });
});
afterAll(async () => {
  await live.close();
  await api.close();
});

/** An app with a session of another shape, a transformer and procedures of its own. */
function createOwnRouter() {
  const transformer = {
    serialize: (value: unknown) => ({ value }),
    deserialize: (object: { value: unknown }) => object.value,
  };
  const t = initTRPC.context<{ member: string | null }>().create({ transformer });
  const memberProcedure = t.procedure.use(({ ctx, next }) => {
    if (ctx.member === null) throw new TRPCError({ code: "UNAUTHORIZED" });
    return next({ ctx: { member: ctx.member } });
  });
  const queue = createQueueRouter({
    router: t.router,
    procedure: memberProcedure,
    access: async ({ member }) => ({ db: api.db, queue: api.queue, ownerId: member, live }),
  });
  return t.router({ jobs: t.router({ queue }), hello: memberProcedure.query(({ ctx }) => `Hello, ${ctx.member}!`) });
}

test("the procedures work in a router of another instance, under any path, for the users of its own procedure", async () => {
  const router = createOwnRouter();
  const [id, bens] = (await insertRows(api.db, [{ owner: ana }, { owner: ben }])) as [string, string];
  const caller = router.createCaller({ member: ana.id });
  const status = await caller.jobs.queue.getQueueStatus();
  expect(status.pendingTasks.map((task) => task.id)).toEqual([id]);
  expect(await caller.hello()).toBe("Hello, user-ana!");
  await expect(caller.jobs.queue.getTask({ id: bens })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await caller.jobs.queue.cancelTask({ id })).toMatchObject({ status: "CANCELLED" });
});

test("the stream works there too", async () => {
  const router = createOwnRouter();
  for await (const message of await router.createCaller({ member: ana.id }).jobs.queue.onStatus()) {
    expect(message).toMatchObject(["1", { userId: ana.id }, expect.anything()]);
    break;
  }
  await expect.poll(() => live.streamCount, { timeout: 20_000 }).toBe(0);
});

const procedures = Object.keys(createOwnRouter()._def.procedures).filter((name) => name.startsWith("jobs.queue."));

test.each(procedures)("%s refuses whom the own procedure refuses", async (name) => {
  const path = name.split(".") as ["jobs", "queue", "getTask"];
  const caller = createOwnRouter().createCaller({ member: null });
  await expect(caller.jobs.queue[path[2]]({ id: "cunknownunknownunknown000" })).rejects.toMatchObject({
    code: "UNAUTHORIZED",
  });
});

test("without a hub, the stream responds that clients have to poll", async () => {
  const stream = await api.as(ana).queue.onStatus();
  await expect(stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: "NOT_IMPLEMENTED",
    message: expect.stringContaining("Poll getQueueStatus"),
  });
});
