import { getQueueStatus, getTask, streamStatus } from "@package/api";
import { db } from "@package/db";
import { live, queue } from "./queue.ts";

const idsOf = (request: Request) => new URL(request.url).searchParams.get("ids")?.split(",").slice(0, 100);

/** `GET /status?ids=…` @param userId - of the session, never from the request's parameters */
export async function statusRoute(request: Request, userId: string): Promise<Response> {
  return Response.json(await getQueueStatus(db, { ownerId: userId }, { ids: idsOf(request) }));
}

/** `GET /status/stream?ids=…`: server-sent events. */
export function streamRoute(request: Request, userId: string): Response {
  return streamStatus(live, { ownerId: userId }, { ids: idsOf(request), signal: request.signal });
}

/** `GET /tasks/:id` @throws TaskNotFoundError also for another user's task */
export async function taskRoute(id: string, userId: string): Promise<Response> {
  return Response.json(await getTask(db, { ownerId: userId }, id, { queue }));
}
