import { serve } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { getQueueStatus, streamStatus } from "@package/api";
import { Hono } from "hono";
import { db, live, queue } from "./queue.ts";
import { readUserId } from "./session.ts";

const app = new Hono<{ Variables: { userId: string } }>();

app.use("/api/*", async (c, next) => {
  const userId = readUserId(c.req.raw.headers);
  if (userId === null) return c.json({ message: "Sign in first." }, 401);
  c.set("userId", userId);
  await next();
});

const idsOf = (text: string | undefined) => text?.split(",").slice(0, 100);

app.get("/api/tasks/status", async (c) =>
  c.json(await getQueueStatus(db, { ownerId: c.get("userId") }, { ids: idsOf(c.req.query("ids")) })),
);
app.get("/api/tasks/stream", (c) =>
  streamStatus(live, { ownerId: c.get("userId") }, { ids: idsOf(c.req.query("ids")), signal: c.req.raw.signal }),
);

app.get("/api/session", (c) => c.json({ userId: c.get("userId") }));
app.post("/api/imports", async (c) => {
  const data = { fileName: "contacts.csv", rows: 40 };
  const { id } = await queue.addToQueue("IMPORT_CONTACTS", data, { ownerId: c.get("userId") });
  return c.json({ id }, 201);
});
app.post("/api/tasks/:id/retry", async (c) => {
  const task = await queue.readFromQueue(c.req.param("id"));
  if (task?.ownerId !== c.get("userId")) return c.json({ message: "There is no such task." }, 404);
  await queue.retryTask(task.id);
  return c.body(null, 204);
});
app.use(serveStatic({ root: "spa/dist" }));

queue.start();
const server = serve({ fetch: app.fetch, port: Number(process.env.PORT) });

process.once("SIGTERM", async () => {
  await live.close(); // first: an open stream is a request that does not end
  server.close();
  await queue.close();
  await db.$disconnect();
});
