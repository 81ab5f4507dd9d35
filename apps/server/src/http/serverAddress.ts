import type { Settings } from "../settings.ts";

type Address = Pick<Settings, "publicUrl" | "host" | "isProduction">;

const anyAddress = new Set(["127.0.0.1", "localhost", "::1", "0.0.0.0", "::"]);

/** Returns the URL at which browsers reach the server. */
export function urlOf(settings: Address, port: number): string {
  if (settings.publicUrl !== undefined) return settings.publicUrl;
  const host = anyAddress.has(settings.host) ? "localhost" : settings.host;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Returns the origins whose pages may send changes: the server's own, and in development all names of this machine. */
export function allowedOriginsOf(settings: Address, port: number): string[] {
  const local = settings.isProduction
    ? []
    : [`http://localhost:${port}`, `http://127.0.0.1:${port}`, `http://[::1]:${port}`];
  return [...new Set([urlOf(settings, port), ...local])];
}

/** Whether a host name or IP address, as in a URL, means this machine. */
export function isLoopbackHost(host: string): boolean {
  return /^(.+\.)?localhost$/.test(host) || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}
