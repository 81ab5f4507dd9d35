import { networkInterfaces } from "node:os";
import ipaddr from "ipaddr.js";

type Interfaces = Readonly<Record<string, readonly { address: string }[] | undefined>>;

/**
 * Returns whether a valid IP address belongs to this machine. Such an address can be public, and a connection to it from the
 * machine itself bypasses the firewall.
 */
export function isOwnAddress(address: string, interfaces: Interfaces = networkInterfaces()): boolean {
  const wanted = ipaddr.process(address).toString();
  return Object.values(interfaces).some((entries) =>
    entries?.some((own) => ipaddr.isValid(own.address) && ipaddr.process(own.address).toString() === wanted),
  );
}
