import type { IncomingMessage, ServerResponse } from "node:http";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { Authorization, OperatedQueue } from "./api/DashboardContext.ts";
import { dashboardRouter } from "./api/dashboardRouter.ts";
import { explainForeignOrigin } from "./http/explainForeignOrigin.ts";
import { type Connection, isLocalRequest } from "./http/isLocalRequest.ts";
import { toNodeListener } from "./http/nodeListener.ts";
import { builtPage, PageFiles } from "./http/PageFiles.ts";
import { respond, respondWithMessage } from "./http/respond.ts";

export interface DashboardOptions {
  /** Your queue service. */
  queue: OperatedQueue;
  /**
   * Says who sends a request. Null refuses it with status 401; a Response is sent instead of the dashboard, for example a redirect
   * to your sign-in. It is called for each request, also for files. Default: only requests from this machine are accepted, and only
   * through `nodeListener`, or if `fetch` is told the address.
   */
  authorize?:
    | ((request: Request) => Authorization | Response | null | Promise<Authorization | Response | null>)
    | undefined;
  /** The path at which you mount it, for example `/operate`. Default `/`. */
  basePath?: string | undefined;
  /** Whether nobody may change anything here. Default: false. */
  readOnly?: boolean | undefined;
}

/** A dashboard that can be mounted in a server. */
export interface Dashboard {
  /** Responds to a request whose path begins with `basePath`. @param connection - needed only without `authorize` */
  fetch(request: Request, connection?: Connection): Promise<Response>;
  /** The same for `node:http` and Express. */
  nodeListener(req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** Refuses further requests with status 503, and waits for the running ones. Your queue service stays open. */
  close(): Promise<void>;
}

const refusal =
  "You are signed out, or you are not an operator of this queue. Sign in as an operator, and reload this page.";
const localOnly =
  "This dashboard has no option <code>authorize</code>, so it responds only to requests from its own machine, without a proxy. Open it at localhost, or pass <code>authorize</code> to <code>createDashboard</code>.";

/** Creates the operators' dashboard of a queue. It does not listen on a port. @throws TypeError if `basePath` does not begin with a slash */
export function createDashboard({ queue, authorize, basePath = "/", readOnly = false }: DashboardOptions): Dashboard {
  if (!/^\/[\w./~-]*$/.test(basePath))
    throw new TypeError(
      `The basePath of the dashboard must begin with "/" and have only letters, digits, "/", ".", "_", "~" and "-", but is ${JSON.stringify(basePath)}. Pass for example "/operate".`,
    );
  const base = basePath.endsWith("/") ? basePath : `${basePath}/`;
  const files = new PageFiles(builtPage, base);
  const running = new Set<Promise<Response>>();
  let isClosed = false;

  async function findOperator(request: Request, connection: Connection) {
    if (authorize) return await authorize(request);
    return isLocalRequest(request, connection) ? { actor: "operator on this machine" } : null;
  }

  async function serve(request: Request, connection: Connection): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    if (pathname === base.slice(0, -1)) return respond(null, 308, { location: `${base}${search}` });
    if (!pathname.startsWith(base)) return respond("Not found.", 404);
    const found = await findOperator(request, connection);
    if (found instanceof Response) return found;
    const operator = found && { actor: found.actor, canWrite: !readOnly && found.canWrite !== false };
    const path = pathname.slice(base.length);
    if (path.startsWith("api/")) {
      const foreignOrigin = explainForeignOrigin(request);
      const response = await fetchRequestHandler({
        endpoint: `${base}api`,
        req: request,
        router: dashboardRouter,
        maxBatchSize: 20,
        createContext: () => ({ queue, operator, foreignOrigin }),
      });
      return respond(response.body, response.status, Object.fromEntries(response.headers));
    }
    if (!operator)
      return authorize
        ? respondWithMessage(401, "Sign in as an operator", refusal)
        : respondWithMessage(403, "Only from this machine", localOnly);
    if (request.method !== "GET" && request.method !== "HEAD")
      return respond("Only GET and HEAD are possible here.", 405, { allow: "GET, HEAD" });
    return await files.respond(request, decodePath(path));
  }

  async function fetch(request: Request, connection: Connection = {}): Promise<Response> {
    if (isClosed) return respond("The dashboard is closing. Try again in a moment.", 503, { "retry-after": "1" });
    const response = serve(request, connection);
    running.add(response);
    try {
      return await response;
    } finally {
      running.delete(response);
    }
  }

  return {
    fetch,
    nodeListener: toNodeListener(fetch),
    async close() {
      isClosed = true;
      await Promise.allSettled(running);
    },
  };
}

/** Returns the path as it is if it is not valid. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
