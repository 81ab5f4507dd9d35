/** Set by this server alone on requests to the sign-in: the chain of addresses that a request came through. */
export const clientAddressHeader = "x-queue-client-address";

/**
 * A copy of the headers with the chain of addresses that can be believed: what the connection says, and before it what
 * proxies say if any are trusted. Replaces whatever a client wrote there.
 */
export function withClientAddress(headers: Headers, socketAddress: string | undefined, hasProxies: boolean): Headers {
  const copy = new Headers(headers);
  const forwarded = hasProxies ? headers.get("x-forwarded-for") : null;
  const chain = [forwarded, socketAddress?.replace(/^::ffff:/, "")].filter(Boolean).join(", ");
  if (chain) copy.set(clientAddressHeader, chain);
  else copy.delete(clientAddressHeader);
  return copy;
}
