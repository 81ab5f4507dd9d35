import type { AddressInfo } from "node:net";
import { afterAll, expect, onTestFinished, test, vi } from "vitest";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

const database = await openExampleDatabase();
const { live, queue } = await import("../api/queue.ts");
const { appRouter } = await import("../api/router.ts");
const { startServer } = await import("../api/server.ts");
const { statusRoute, streamRoute, taskRoute } = await import("../api/plainRoutes.ts");

const running = startServer(({ headers }) => (headers["x-user"] ? { id: String(headers["x-user"]) } : null));
const url = `http://localhost:${(running.server.address() as AddressInfo).port}`;
afterAll(async () => {
  await database.drop();
});

const data = { month: "May", apiKey: "k-1234" };
const shown = { month: "May", apiKey: "[redacted]" };
const isSessionValid = async () => true;
const addFor = (ownerId: string) => queue.addToQueue("SEND_REPORT", data, { ownerId });

test("the router returns the tasks of the signed-in user, without secrets", async () => {
  const task = await addFor("ana");
  await addFor("ben");
  const { pendingTasks } = await appRouter.createCaller({ user: { id: "ana" }, isSessionValid }).queue.getQueueStatus();
  expect(pendingTasks).toMatchObject([{ id: task.id, data: shown }]);
  await expect(appRouter.createCaller({ user: null, isSessionValid }).queue.getQueueStatus()).rejects.toThrow(
    "UNAUTHORIZED",
  );
});

test("plain routes return the same without tRPC", async () => {
  const task = await addFor("eva");
  const status = await statusRoute(new Request(`${url}/status?ids=${task.id},cunknownunknown`), "eva");
  expect(await status.json()).toMatchObject({ pendingTasks: [{ id: task.id }], missingIds: ["cunknownunknown"] });
  expect(await (await taskRoute(task.id, "eva")).json()).toMatchObject({ id: task.id, data: shown });
  await expect(taskRoute(task.id, "ana")).rejects.toMatchObject({ code: "TASK_NOT_FOUND" });

  const response = await streamRoute(new Request(`${url}/status/stream`), async () => "eva");
  const reader = response.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toContain(task.id);
  const recalled = await statusRoute(new Request(`${url}/status?maxAgeMs=60000`), "eva");
  expect(await recalled.json()).toMatchObject({ pendingTasks: [{ id: task.id }] });
  await reader?.cancel();
  expect((await streamRoute(new Request(`${url}/status/stream`), async () => null)).status).toBe(401);
});

test("an open stream ends after its user has signed out", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  let isSignedIn = true;
  const request = new Request(`${url}/status/stream`);
  const response = await streamRoute(request, async () => (isSignedIn ? "eva" : null));
  const text = response.text();
  isSignedIn = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await text).toContain('event: refused\ndata: {"status":401}');
});

test("the server sends changes to an open stream, and ends it when it stops", async () => {
  const headers = { "x-user": "olga" };
  const stream = (await fetch(`${url}/queue.onStatus`, { headers })).body?.pipeThrough(new TextDecoderStream());
  let text = "";
  const reading = (async () => {
    for await (const chunk of stream ?? []) text += chunk;
  })();
  await expect.poll(() => text, { timeout: 10_000 }).toContain('"pending":0');
  const { id } = await addFor("olga");
  await expect.poll(() => text, { timeout: 10_000 }).toContain(id);
  await running.stop();
  await reading;
  expect(text).toContain("The server is stopping.");
  expect(live.streamCount).toBe(0);
});
