/** Whether an address or a host name, as a URL has it, is reached from its own machine alone. */
export function isLoopback(host: string): boolean {
  return /^(.+\.)?localhost$/.test(host) || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}
