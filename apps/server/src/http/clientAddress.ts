/** The chain of addresses that a request came through. Only this server sets it, on requests to the sign-in. */
export const clientAddressHeader = "x-queue-client-address";

/**
 * Returns a copy of the headers with the chain of trusted addresses: that of the connection and, if proxies are trusted, those of
 * X-Forwarded-For before it. Replaces a value that the client sent.
 */
export function withClientAddress(headers: Headers, socketAddress: string | undefined, hasProxies: boolean): Headers {
  const copy = new Headers(headers);
  const forwarded = hasProxies ? headers.get("x-forwarded-for") : null;
  const chain = [forwarded, socketAddress?.replace(/^::ffff:/, "")].filter(Boolean).join(", ");
  if (chain) copy.set(clientAddressHeader, chain);
  else copy.delete(clientAddressHeader);
  return copy;
}
