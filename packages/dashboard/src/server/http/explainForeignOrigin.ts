/** Returns why a request may not change something: a page of another site sends it, with the operator's cookies. Null if none does. */
export function explainForeignOrigin(request: Request): string | null {
  const site = request.headers.get("sec-fetch-site");
  // Also right behind a proxy that changes the name of the host.
  if (site === "same-origin") return null;
  const origin = request.headers.get("origin");
  if (site === null && origin !== null && hostOf(origin) === new URL(request.url).host) return null;
  const given = origin === null ? "without an Origin header" : `from ${origin.slice(0, 200)}`;
  return `This request comes ${given}, but the dashboard accepts changes only from its own pages at ${new URL(request.url).host}. Open the dashboard there. A proxy must pass on the Host header.`;
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
