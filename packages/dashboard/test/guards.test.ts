import { afterAll, beforeAll, expect, test } from "vitest";
import { dashboardRouter } from "../src/server/api/dashboardRouter.ts";
import { openTestDashboard, origin } from "./support/openTestDashboard.ts";

let tests: Awaited<ReturnType<typeof openTestDashboard>>;
beforeAll(async () => {
  tests = await openTestDashboard();
  await tests.addSchedule("nightly");
});
afterAll(() => tests.close());

const procedures = Object.entries(
  dashboardRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>,
).map(([path, { _def }]) => ({ path, isWrite: _def.type === "mutation" }));
const input = { name: "nightly", from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" };
const olga = { actor: "olga@example.com" };

type Caller = Record<"query" | "mutate", (input: unknown) => Promise<unknown>>;

/** Calls a procedure with the input that it accepts. */
async function call(api: object, { path, isWrite }: { path: string; isWrite: boolean }): Promise<unknown> {
  const procedure = path.split(".").reduce((part, name) => (part as Record<string, object>)[name] as object, api);
  const accepted = /countSlots|backfill/.test(path) ? input : path === "audit.list" ? {} : { name: "nightly" };
  return await (procedure as Caller)[isWrite ? "mutate" : "query"](accepted);
}

test("the API has the procedures that its page uses", () => {
  expect(procedures.map(({ path }) => path).sort()).toEqual([
    "audit.list",
    "operator",
    "schedules.backfill",
    "schedules.countSlots",
    "schedules.delete",
    "schedules.list",
    "schedules.pause",
    "schedules.preview",
    "schedules.read",
    "schedules.resume",
    "schedules.runNow",
    "schedules.slots",
  ]);
});

test.each(procedures)("$path refuses a request that is not authorized", async (procedure) => {
  const api = tests.openApi({ authorize: () => null });
  await expect(call(api, procedure)).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });
});

test.each(procedures)("$path refuses every request without authorize whose connection is not known", async (one) => {
  await expect(call(tests.openApi({}), one)).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });
});

const writes = procedures.filter(({ isWrite }) => isWrite);

test.each(writes)("$path refuses a viewer, and everybody with readOnly", async (procedure) => {
  const forbidden = { data: { code: "FORBIDDEN" } };
  const viewer = tests.openApi({ authorize: () => ({ ...olga, canWrite: false }) });
  await expect(call(viewer, procedure)).rejects.toMatchObject(forbidden);
  const readOnly = tests.openApi({ authorize: () => olga, readOnly: true });
  await expect(call(readOnly, procedure)).rejects.toMatchObject(forbidden);
  expect(await readOnly.operator.query()).toEqual({ ...olga, canWrite: false });
});

test.each(writes)("$path refuses a page of another site, and accepts one of its own", async (procedure) => {
  const foreign: Record<string, string>[] = [
    { "sec-fetch-site": "cross-site", origin: "https://evil.example" },
    { "sec-fetch-site": "same-site", origin: "https://other.queue.example" },
    { "sec-fetch-site": "cross-site", origin },
    { origin: "https://evil.example" },
    { origin: "null" },
    {},
  ];
  for (const headers of foreign)
    await expect(call(tests.openApi({ authorize: () => olga }, headers), procedure)).rejects.toThrow(
      "accepts changes only from its own pages at queue.example",
    );
  for (const headers of [{ origin }, { "sec-fetch-site": "same-origin", origin: "https://public.example" }]) {
    await tests.addSchedule("nightly");
    await call(tests.openApi({ authorize: () => olga }, headers), procedure);
  }
});
