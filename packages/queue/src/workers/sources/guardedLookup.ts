import { lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { UnrecoverableError } from "../../domain/errors/errors.ts";
import type { AddressPolicy } from "./isPublicAddress.ts";

/** Network errors of a connection that was never established. */
const unreachableCodes: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "EAI_FAIL",
]);

/**
 * Resolves names for one connection, and refuses a name if any of its addresses is refused. The connection uses the returned
 * address, so the name cannot resolve to another one between the check and the connection.
 */
export function guardedLookup(isAddressAllowed: AddressPolicy): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const first = addresses?.[0];
      const isTemporary = error !== null && unreachableCodes.has(error.code);
      if (isTemporary) callback(error, []);
      else if (error || first === undefined || !addresses.every(({ address }) => isAddressAllowed(address)))
        callback(refusedHostError(hostname), []);
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/** Throws if the host of `url` is an IP address that is refused. Node does not call the lookup function for IP addresses. */
export function assertAddressAllowed(url: URL, isAddressAllowed: AddressPolicy): void {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(host) !== 0 && !isAddressAllowed(host)) throw refusedHostError(url.hostname);
}

/** The error of a host that does not exist, or that has an address which is refused. */
function refusedHostError(host: string): UnrecoverableError {
  return new UnrecoverableError(explainUnreachableHost(host));
}

/**
 * Returns the sentence for a host without a connection. It is the same for every reason: otherwise a user could find out which names
 * and addresses exist in the network of the workers.
 */
function explainUnreachableHost(host: string): string {
  return `Files cannot be downloaded from ${host}: it is unreachable, or not on the public internet. Check the URL, or upload the file instead.`;
}

/** Returns the error for a connection that failed to open, for which a retry can help; undefined for all other errors. */
export function explainNoConnection(host: string, error: Error): Error | undefined {
  const errors = error instanceof AggregateError ? error.errors : [error];
  const isUnreachable = errors.every((one: unknown) => unreachableCodes.has((one as NodeJS.ErrnoException).code));
  // Without the cause, which names the reason and the address.
  return isUnreachable ? new Error(explainUnreachableHost(host)) : undefined;
}
