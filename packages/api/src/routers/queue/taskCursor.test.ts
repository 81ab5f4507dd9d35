import { expect, test } from "vitest";
import { decodeTaskCursor, encodeTaskCursor } from "./taskCursor.ts";

test.each([
  { group: "active", seq: 42 } as const,
  { group: "finished", after: { finishedAtMs: 1_767_323_045_678.901, seq: 7 } } as const,
])("a cursor comes back as it was: %j", (cursor) => {
  expect(decodeTaskCursor(encodeTaskCursor(cursor, "f"), "f")).toEqual(cursor);
});

test("a cursor of another filter is refused", () => {
  const text = encodeTaskCursor({ group: "active", seq: 1 }, "FAILED");
  expect(() => decodeTaskCursor(text, "PENDING")).toThrow("another status or type");
});

test.each([
  "",
  "nonsense",
  "null",
  Buffer.from('["f","active","1; DROP"]').toString("base64url"),
  Buffer.from('["f","finished",1,"2026-01-01T00:00:00Z"]').toString("base64url"),
  Buffer.from('["f","finished",1,1e300]').toString("base64url"),
  Buffer.from('["f","finished",1,-1e14]').toString("base64url"),
])("%j is refused as a cursor", (text) => {
  expect(() => decodeTaskCursor(text, "f")).toThrow("it was not returned by listTasks");
});
