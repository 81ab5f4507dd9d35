import { describe, expect, test } from "vitest";
import {
  isConflictError,
  isTransientError,
  isUnavailableError,
  isUniqueViolation,
  readErrorCode,
} from "./databaseErrors.ts";

/** An error of Prisma for a raw query through its adapter for pg. */
const prismaError = (cause: Record<string, unknown>) =>
  Object.assign(new Error("Invalid `prisma.$queryRawUnsafe()` invocation"), {
    code: "P2010",
    meta: { driverAdapterError: { name: "DriverAdapterError", cause } },
  });
const pgError = (code: string) => Object.assign(new Error("as PostgreSQL says it"), { code });

describe("transient", () => {
  test.each([
    ["a terminated session", pgError("57P01")],
    ["the same through Prisma", prismaError({ originalCode: "57P01", kind: "postgres" })],
    ["a reset connection", pgError("ECONNRESET")],
    ["a closed connection through Prisma, which has no code", prismaError({ kind: "ConnectionClosed" })],
    ["a database out of reach through Prisma", prismaError({ kind: "DatabaseNotReachable", host: "127.0.0.1" })],
    ["a socket that timed out through Prisma", prismaError({ kind: "SocketTimeout" })],
    ["a read-only standby", pgError("25006")],
    ["a pool that has waited too long", new Error("timeout exceeded when trying to connect")],
    ["a query without a reply", new Error("query read timeout: no answer within 15000 ms")],
  ])("%s is the database being away", (_, error) => {
    expect(isUnavailableError(error)).toBe(true);
    expect(isTransientError(error)).toBe(true);
  });

  test.each(["40001", "40P01"])("%s is a lost conflict, not an absence", (code) => {
    for (const error of [pgError(code), prismaError({ originalCode: code, kind: "postgres" })]) {
      expect(isConflictError(error)).toBe(true);
      expect(isUnavailableError(error)).toBe(false);
      expect(isTransientError(error)).toBe(true);
    }
  });
});

describe("not transient", () => {
  test.each([
    ["a missing table", pgError("42P01")],
    ["a value out of range, through Prisma", prismaError({ originalCode: "22003", kind: "ValueOutOfRange" })],
    ["a wrong password, through Prisma", prismaError({ kind: "AuthenticationFailed" })],
    ["an error of the application", new Error("Cannot read properties of undefined")],
    ["no error at all", null],
  ])("%s", (_, error) => expect(isTransientError(error)).toBe(false));
});

test("a unique violation is recognised by both codes", () => {
  expect(isUniqueViolation(pgError("23505"))).toBe(true);
  expect(isUniqueViolation(prismaError({ originalCode: "23505", kind: "UniqueConstraintViolation" }))).toBe(true);
  expect(isUniqueViolation(pgError("23503"))).toBe(false);
});

test("the code is found in causes, and a cycle of causes ends", () => {
  const loop: { cause?: unknown } = {};
  loop.cause = loop;
  expect(readErrorCode(new Error("outer", { cause: pgError("53300") }))).toBe("53300");
  expect(readErrorCode(loop)).toBeUndefined();
});
