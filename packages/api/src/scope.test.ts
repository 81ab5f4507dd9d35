import { expect, test } from "vitest";
import { scopeOf } from "./scope.ts";

test("the scope is the session's user", () => {
  expect(scopeOf({ session: { user: { id: "u1" } } })).toEqual({
    ownerId: "u1",
  });
});

test.each([
  ["no session", { session: null }],
  ["an empty user id", { session: { user: { id: "" } } }],
])("%s has no scope", (_what, ctx) => {
  expect(() => scopeOf(ctx)).toThrow("You are not signed in");
});
