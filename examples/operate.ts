import { createServer } from "node:http";
import { createDashboard } from "@package/dashboard";
import { db } from "@package/db";
import { defineWorker, QueueService } from "@package/queue";

export const queue = new QueueService(db, { workers: { SEND_REPORT: defineWorker({ run: () => {} }) } });

const dashboard = createDashboard({
  queue,
  basePath: "/operate",
  authorize(request) {
    const user = readUser(request);
    if (!user) return new Response(null, { status: 302, headers: { location: "/sign-in" } });
    if (user.role === "user") return null; // status 401, with a page that says what to do
    return { actor: user.email, canWrite: user.role === "operator" };
  },
});

export const server = createServer((req, res) => {
  if (req.url?.startsWith("/operate")) return void dashboard.nodeListener(req, res);
  res.end("the rest of your app");
});

/** Your own session: here, a header that your proxy sets. */
function readUser(request: Request): { email: string; role: "user" | "viewer" | "operator" } | null {
  const email = request.headers.get("x-signed-in-as");
  if (email === null) return null;
  const role = email === "olga@example.com" ? "operator" : email === "vera@example.com" ? "viewer" : "user";
  return { email, role };
}
