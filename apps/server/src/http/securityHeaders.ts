import { createMiddleware } from "hono/factory";
import { secureHeaders } from "hono/secure-headers";
import { isLoopbackHost } from "./serverAddress.ts";

/**
 * Sets the security headers of every response. Nothing is loaded from other sites, and no inline script runs. Inline styles are
 * allowed because the toasts insert theirs when they first appear.
 * @param origin - at which browsers reach the server; undefined for a name of this machine
 */
export function securityHeaders(origin: string | undefined) {
  const isHttps = origin?.startsWith("https://") ?? false;
  // On plain http from another machine, browsers ignore the headers that isolate a page from others, and report each as an error.
  const isTrustworthy = isHttps || origin === undefined || isLoopbackHost(new URL(origin).hostname);
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", "data:", "blob:"],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      // Only for the dashboard's own <base>.
      baseUri: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    crossOriginOpenerPolicy: isTrustworthy && "same-origin",
    crossOriginResourcePolicy: "same-origin",
    originAgentCluster: isTrustworthy && "?1",
    referrerPolicy: "no-referrer",
    strictTransportSecurity: isHttps ? "max-age=31536000; includeSubDomains" : false,
    xContentTypeOptions: "nosniff",
    xFrameOptions: "DENY",
    xXssProtection: false,
    permissionsPolicy: { camera: [], geolocation: [], microphone: [], payment: [], usb: [] },
  });
}

/** Uploaded files run no script and load nothing, whatever they contain. */
export const sandboxFiles = createMiddleware(async (c, next) => {
  await next();
  c.header("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
  // A sandboxed page has no origin of its own, so browsers warn of this header.
  c.header("origin-agent-cluster", undefined);
});
