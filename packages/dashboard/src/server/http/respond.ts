import { securityHeaders } from "./securityHeaders.ts";

/** Returns a response with the security headers. */
export function respond(
  body: ConstructorParameters<typeof Response>[0],
  status: number,
  headers: Record<string, string> = {},
): Response {
  return new Response(body, { status, headers: { ...securityHeaders, "cache-control": "no-store", ...headers } });
}

/** Returns a page that says why there is no dashboard, and what to do. The texts are constants, so they need no escaping. */
export function respondWithMessage(status: number, title: string, text: string): Response {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${title}</title><h1>${title}</h1><p>${text}</p></html>\n`;
  return respond(page, status, { "content-type": "text/html; charset=utf-8" });
}
