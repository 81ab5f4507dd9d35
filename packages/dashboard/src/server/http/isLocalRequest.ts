/** What the server knows of the connection of a request. */
export interface Connection {
  /** The IP address at the other end. */
  remoteAddress?: string | undefined;
}

const loopbackAddress = /^(::ffff:)?127(\.\d{1,3}){3}$|^::1$/;
const loopbackHost = /^(.+\.)?localhost$|^127(\.\d{1,3}){3}$|^\[::1\]$/;
/** Proxies add them. Behind a proxy on this machine, every request seems to come from this machine. */
const proxyHeaders = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

/**
 * Whether a request comes from this machine: its address is a loopback one, it names this machine, and no proxy has passed it on.
 * The name matters: another site can give its own name the address of this machine.
 */
export function isLocalRequest(request: Request, { remoteAddress = "" }: Connection): boolean {
  return (
    loopbackAddress.test(remoteAddress) &&
    loopbackHost.test(new URL(request.url).hostname) &&
    !proxyHeaders.some((header) => request.headers.has(header))
  );
}
