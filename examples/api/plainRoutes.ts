import { getQueueStatus, getTask, streamStatus } from "@package/api";
import { db } from "@package/db";
import { live, queue } from "./queue.ts";

const parametersOf = (request: Request) => new URL(request.url).searchParams;
const idsOf = (request: Request) => parametersOf(request).get("ids")?.split(",").slice(0, 100);

/** `GET /status?ids=…&maxAgeMs=…` @param userId - of the session, never from the request's parameters */
export async function statusRoute(request: Request, userId: string): Promise<Response> {
  const maxAgeMs = Number(parametersOf(request).get("maxAgeMs"));
  return Response.json(await getQueueStatus(db, { ownerId: userId }, { ids: idsOf(request), live, maxAgeMs }));
}

type ReadUserId = (request: Request) => Promise<string | null>;

/** `GET /status/stream?ids=…`: server-sent events. @param readUserId - reads your session: the stream ends with it */
export async function streamRoute(request: Request, readUserId: ReadUserId): Promise<Response> {
  const userId = await readUserId(request);
  if (userId === null) return new Response(null, { status: 401 });
  const isSessionValid = async () => (await readUserId(request)) === userId;
  return streamStatus(live, { ownerId: userId }, { ids: idsOf(request), signal: request.signal, isSessionValid });
}

/** `GET /tasks/:id` @throws TaskNotFoundError also for another user's task */
export async function taskRoute(id: string, userId: string): Promise<Response> {
  return Response.json(await getTask(db, { ownerId: userId }, id, { queue }));
}
