import { expect, test } from "vitest";
import { InvalidStorageKeyError } from "../../domain/errors/storageErrors.ts";
import { assertStorageKey, explainStorageKey, isStorageKeyOwnedBy, ownedStorageKey } from "./storageKey.ts";

test.each(["a", "uploads/42/pictures/cat.webp", "a_b-c.d/E.f"])("%j is a storage key", (key) => {
  expect(explainStorageKey(key)).toBeNull();
});

test.each([
  ["", "empty"],
  ["../etc/passwd", "starts with a dot"],
  ["a/../b", "starts with a dot"],
  ["a/./b", "starts with a dot"],
  [".incomplete/x", "starts with a dot"],
  ["/etc/passwd", "empty part"],
  ["a//b", "empty part"],
  ["a/", "empty part"],
  ["a\\b", "characters other"],
  ["C:/x", "characters other"],
  ["a\0b", "characters other"],
  ["a%2e%2e/b", "characters other"],
  ["ä", "characters other"],
  ["a\n", "characters other"],
  ["a".repeat(513), "longer than 512"],
])("%j is refused because it %s", (key, reason) => {
  expect(explainStorageKey(key)).toContain(reason);
  expect(() => assertStorageKey(key)).toThrow(InvalidStorageKeyError);
});

test("a user's key belongs to that user alone", () => {
  const key = ownedStorageKey("user-1", "pictures", "photo.jpg");
  expect(key).toBe("uploads/user-1/pictures/photo.jpg");
  expect(isStorageKeyOwnedBy(key, "user-1")).toBe(true);
  expect(isStorageKeyOwnedBy(key, "user-")).toBe(false);
  expect(isStorageKeyOwnedBy(key, "user-12")).toBe(false);
  expect(isStorageKeyOwnedBy(ownedStorageKey(null, "pictures", "photo.jpg"), "user-1")).toBe(false);
});

test("climbing out of the own folder does not count as owning", () => {
  expect(isStorageKeyOwnedBy("uploads/user-1/../user-2/uploads/x", "user-1")).toBe(false);
});

test("an owner id that cannot be part of a key is hashed, and its hash cannot be claimed as an id", () => {
  const key = ownedStorageKey("ana@example.com/../x", "uploads", "a.jpg");
  expect(key).toMatch(/^uploads\/id-[0-9a-f]{32}\/uploads\/a\.jpg$/);
  expect(isStorageKeyOwnedBy(key, "ana@example.com/../x")).toBe(true);
  expect(isStorageKeyOwnedBy(key, key.split("/")[1] as string)).toBe(false);
});

test("a name that leaves the folder is refused", () => {
  expect(() => ownedStorageKey("user-1", "uploads", "../../user-2/x")).toThrow(InvalidStorageKeyError);
});
