import { expect, test } from "vitest";
import { parseSource, sourceSchema, uploadUrl } from "./parseSource.ts";

test("a web address is a remote file", () => {
  expect(parseSource("https://example.com/image.jpg")).toEqual({
    kind: "remote",
    url: new URL("https://example.com/image.jpg"),
  });
  expect(parseSource("http://example.com/image.jpg")).toMatchObject({ kind: "remote" });
});

test("an upload names its storage key", () => {
  expect(parseSource(uploadUrl("uploads/1/a.jpg"))).toEqual({ kind: "upload", key: "uploads/1/a.jpg" });
});

test.each([
  ["", "Must start with"],
  ["image.jpg", "Must start with"],
  ["ftp://example.com/a", "Must start with"],
  ["file:///etc/passwd", "Must start with"],
  ["data:image/png;base64,AAAA", "Must start with"],
  ["https://", "Must start with"],
  ["https://user:secret@example.com/a", "user name or password"],
  ["https://token@example.com/a", "user name or password"],
  ["upload:", "empty"],
  ["upload:../secret", "starts with a dot"],
  [`https://example.com/${"a".repeat(4_096)}`, "longer than 4096"],
])("%j is refused: %s", (text, reason) => {
  expect(parseSource(text)).toContain(reason);
  expect(sourceSchema.safeParse(text).error?.issues[0]?.message).toContain(reason);
});
