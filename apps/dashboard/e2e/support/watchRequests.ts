import type { BrowserContext, Page, Request } from "playwright-core";

/** Counts requests to the API from now on, and knows which streams are open. */
export function watchRequests(context: BrowserContext) {
  const asked: string[] = [];
  const streams = new Map<Request, Page>();
  context.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (!pathname.startsWith("/api/")) return;
    asked.push(pathname.slice("/api/".length));
    if (pathname.endsWith("/queue.onStatus")) streams.set(request, request.frame().page());
  });
  for (const end of ["requestfinished", "requestfailed"] as const)
    context.on(end as "requestfinished", (request) => streams.delete(request));
  return {
    /** Returns the requests since the last call. */
    take: () => asked.splice(0),
    /** The pages that have a stream open, once for each stream. */
    streamingPages: () => [...streams.values()].filter((page) => !page.isClosed()),
  };
}
