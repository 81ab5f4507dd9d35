import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { isOwnAddress } from "./isOwnAddress.ts";
import { isPublicAddress } from "./isPublicAddress.ts";

const interfaces = { eth0: [{ address: "1.2.3.4" }, { address: "2606:4700::5" }], none: undefined };

test.each(["1.2.3.4", "::ffff:1.2.3.4", "2606:4700::5", "2606:4700:0:0:0:0:0:5"])("%s is this machine", (address) => {
  expect(isOwnAddress(address, interfaces)).toBe(true);
});

test.each(["1.2.3.5", "2606:4700::6"])("%s is another machine", (address) => {
  expect(isOwnAddress(address, interfaces)).toBe(false);
});

test("no address of this machine is public", () => {
  const own = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  expect(own.filter(({ address }) => isPublicAddress(address))).toEqual([]);
});
