import { expect, test } from "vitest";
import { isPublicAddress } from "./isPublicAddress.ts";

test.each(["93.184.215.14", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001:830::200e", "::ffff:1.1.1.1"])(
  "%s is public",
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

test.each([
  ["loopback", "127.0.0.1"],
  ["loopback", "127.9.9.9"],
  ["this machine", "0.0.0.0"],
  ["this network", "0.1.2.3"],
  ["private", "10.0.0.1"],
  ["private", "172.16.0.1"],
  ["private", "172.31.255.255"],
  ["private", "192.168.1.1"],
  ["link-local, cloud metadata", "169.254.169.254"],
  ["carrier-grade NAT, cloud metadata", "100.100.100.200"],
  ["Azure's platform address", "168.63.129.16"],
  ["Oracle's metadata", "192.0.0.192"],
  ["benchmarking", "198.18.0.1"],
  ["documentation", "203.0.113.7"],
  ["multicast", "224.0.0.1"],
  ["broadcast", "255.255.255.255"],
  ["loopback", "::1"],
  ["unspecified", "::"],
  ["mapped loopback", "::ffff:127.0.0.1"],
  ["mapped loopback in hex", "::ffff:7f00:1"],
  ["mapped metadata", "::ffff:169.254.169.254"],
  ["IPv4-compatible loopback", "::127.0.0.1"],
  ["translated private", "64:ff9b::10.0.0.1"],
  ["6to4 of private", "2002:a00:1::"],
  ["Teredo", "2001:0:53aa:64c::1"],
  ["link-local", "fe80::1"],
  ["site-local", "fec0::1"],
  ["unique local, cloud metadata", "fd00:ec2::254"],
  ["multicast", "ff02::1"],
  ["documentation", "2001:db8::1"],
  ["no address", "localhost"],
  ["no address", ""],
])("%s %s is not public", (_kind, address) => {
  expect(isPublicAddress(address)).toBe(false);
});
