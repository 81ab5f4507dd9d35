import { expect, test } from "vitest";
import { connectionConfig, readSchemaName } from "./connectionConfig.ts";

test("a URL without a schema is handed on as it is", () => {
  const url = "postgres://me:p%40ss@db.example.com:6543/shop?sslmode=require";
  expect(connectionConfig(url)).toEqual({ connectionString: url });
  expect(readSchemaName(url)).toBeUndefined();
});

test.each([
  ["jobs", '-c search_path="jobs"'],
  ["my jobs", '-c search_path="my\\ jobs"'],
  ['a"b', '-c search_path="a""b"'],
  ["a\\b", '-c search_path="a\\\\b"'],
])("the schema %j becomes the search path", (schema, options) => {
  const url = `postgresql://localhost/shop?schema=${encodeURIComponent(schema)}`;
  expect(connectionConfig(url).options).toBe(options);
});

test.each(["", "localhost:5432/shop", "mysql://localhost/shop", "postgresql://me:se#cret@localhost/shop"])(
  "%j is refused with the expected form",
  (url) => {
    expect(() => connectionConfig(url)).toThrow("expected postgresql://user:password@host:5432/name");
  },
);
