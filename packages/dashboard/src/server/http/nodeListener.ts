import type { IncomingMessage, ServerResponse } from "node:http";
import { incomingMessageToRequest } from "@trpc/server/adapters/node-http";
import type { Connection } from "./isLocalRequest.ts";

/** Maximum size of a request's body in bytes. */
const maxBodySize = 65_536;

/** Returns a listener for `node:http`, Express and others, from a function that responds to a Request. */
export function toNodeListener(fetch: (request: Request, connection: Connection) => Promise<Response>) {
  return async (req: IncomingMessage & { originalUrl?: string }, res: ServerResponse): Promise<void> => {
    // Express removes the path at which it has mounted the listener.
    if (req.originalUrl !== undefined) req.url = req.originalUrl;
    try {
      const request = incomingMessageToRequest(req, res, { maxBodySize });
      const response = await fetch(request, { remoteAddress: req.socket.remoteAddress });
      const body = req.method === "HEAD" ? null : Buffer.from(await response.arrayBuffer());
      res.statusCode = response.status;
      for (const [name, value] of response.headers) if (name !== "set-cookie") res.setHeader(name, value);
      for (const cookie of response.headers.getSetCookie()) res.appendHeader("set-cookie", cookie);
      res.end(body);
    } catch {
      if (!res.headersSent) res.writeHead(500, { "content-type": "text/plain" });
      res.end("The dashboard could not respond. Try again later.");
    }
  };
}
