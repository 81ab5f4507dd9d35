import { afterAll, beforeAll, expect, test } from "vitest";
import { appRouter } from "../../src/api/appRouter.ts";
import { ben, createTestCaller } from "./createTestCaller.ts";

let api: Awaited<ReturnType<typeof createTestCaller>>;
beforeAll(async () => {
  api = await createTestCaller();
});
afterAll(() => api.close());

type Procedure = (input?: unknown) => Promise<unknown>;

const nameParts = (name: string): [string, string] => name.split(".") as [string, string];

test.each(Object.keys(appRouter._def.procedures))("%s responds UNAUTHORIZED without a session", async (name) => {
  const [router, procedure] = nameParts(name);
  const caller = api.as(null) as unknown as Record<string, Record<string, Procedure>>;
  await expect(caller[router]?.[procedure]?.({ id: "cunknownunknownunknown000" })).rejects.toMatchObject({
    code: "UNAUTHORIZED",
  });
});

test("session.me returns the session's user", async () => {
  expect(await api.as(ben).session.me()).toEqual(ben);
});
