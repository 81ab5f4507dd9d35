import { networkInterfaces } from "node:os";
import ipaddr from "ipaddr.js";

type Interfaces = Readonly<Record<string, readonly { address: string }[] | undefined>>;

/**
 * Whether a valid IP address is one of this machine's. Such an address can be a public one, and connecting to it from
 * the machine itself passes by the firewall that keeps others out.
 */
export function isOwnAddress(address: string, interfaces: Interfaces = networkInterfaces()): boolean {
  const wanted = ipaddr.process(address).toString();
  return Object.values(interfaces).some((entries) =>
    entries?.some((own) => ipaddr.isValid(own.address) && ipaddr.process(own.address).toString() === wanted),
  );
}
