import { expect, test } from "vitest";
import { isLoopbackHost } from "./isLoopbackHost.ts";

test.each(["localhost", "app.localhost", "127.0.0.1", "127.1.2.3", "[::1]", "::1"])("%s is this machine", (host) => {
  expect(isLoopbackHost(host)).toBe(true);
});

test.each(["example.com", "localhost.example.com", "10.0.0.1", "127.example.com", ""])("%s is not", (host) => {
  expect(isLoopbackHost(host)).toBe(false);
});
