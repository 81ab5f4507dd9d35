import { expect, test } from "vitest";
import { makeSampleCsv } from "./makeSampleCsv.ts";

test("a sample has a header and as many rows as asked for", () => {
  const lines = makeSampleCsv(1_000).trimEnd().split("\n");
  expect(lines).toHaveLength(1_001);
  expect(lines[0]).toBe("name,email,company");
});

test("each 200th row has no address", () => {
  const broken = makeSampleCsv(1_000)
    .split("\n")
    .slice(1, -1)
    .filter((line) => !line.includes("@"));
  expect(broken).toHaveLength(5);
});

test("commas and quotes in a company are quoted", () => {
  const csv = makeSampleCsv(20);
  expect(csv).toContain('"Acme, Inc."');
  expect(csv).toContain('"The ""Foundry"""');
});

test("no address is there twice", () => {
  const addresses = makeSampleCsv(5_000)
    .split("\n")
    .slice(1, -1)
    .map((line) => line.split(",")[1]);
  expect(new Set(addresses).size).toBe(5_000);
});
