import ipaddr from "ipaddr.js";
import { isOwnAddress } from "./isOwnAddress.ts";

/** Decides whether a worker may connect to an IP address. */
export type AddressPolicy = (address: string) => boolean;

const globalUnicastIpv6 = ipaddr.IPv6.parse("2000::");
// Answers Azure's metadata requests although it looks like any public address.
const publicLookingPlatformAddresses = ["168.63.129.16"];

/**
 * True for addresses of the public internet: nothing on this machine, in its network or of its cloud platform, however
 * it is written, and nothing that tunnels to one of them.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "unicast" || isOwnAddress(address)) return false;
  if (parsed instanceof ipaddr.IPv6) return parsed.match(globalUnicastIpv6, 3);
  return !publicLookingPlatformAddresses.includes(parsed.toString());
}
