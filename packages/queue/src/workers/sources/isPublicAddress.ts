import ipaddr from "ipaddr.js";
import { isOwnAddress } from "./isOwnAddress.ts";

/** Decides whether a worker may connect to an IP address. */
export type AddressPolicy = (address: string) => boolean;

const globalUnicastIpv6 = ipaddr.IPv6.parse("2000::");
// Serves Azure's metadata, although it looks like a public address.
const publicLookingPlatformAddresses = ["168.63.129.16"];

/**
 * Returns whether an IP address, in any notation, is on the public internet. It is false for addresses of this machine, of its
 * network and of its cloud platform, and for addresses that tunnel to one of them.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "unicast" || isOwnAddress(address)) return false;
  if (parsed instanceof ipaddr.IPv6) return parsed.match(globalUnicastIpv6, 3);
  return !publicLookingPlatformAddresses.includes(parsed.toString());
}
