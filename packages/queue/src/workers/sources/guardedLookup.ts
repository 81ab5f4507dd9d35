import { lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { UnrecoverableError } from "../../domain/errors/errors.ts";
import type { AddressPolicy } from "./isPublicAddress.ts";

/**
 * Resolves names for one connection, and refuses a name if any of its addresses is refused. The connection uses the returned
 * address, so the name cannot resolve to another one between the check and the connection.
 */
export function guardedLookup(isAddressAllowed: AddressPolicy): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const first = addresses?.[0];
      if (error || first === undefined) callback(error ?? new Error(`${hostname} has no IP address`), []);
      else if (!addresses.every(({ address }) => isAddressAllowed(address))) callback(refusedHostError(hostname), []);
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

function refusedHostError(host: string): UnrecoverableError {
  return new UnrecoverableError(
    `Files cannot be downloaded from ${host}: it is not on the public internet. Upload the file instead.`,
  );
}
