import { TRPCError } from "@trpc/server";
import { expect, test } from "vitest";
import { toTrpcError } from "./toTrpcError.ts";

/** As a second copy of the library throws it: the code and the fields, but another class. */
const fromCopy = (fields: object) => Object.assign(new Error("as the queue says it"), fields);

test.each<[string, unknown, string]>([
  ["TASK_NOT_FOUND", fromCopy({ code: "TASK_NOT_FOUND", taskId: "c1" }), "NOT_FOUND"],
  ["TASK_BUSY", fromCopy({ code: "TASK_BUSY", taskId: "c1" }), "CONFLICT"],
  ["LOCK_TIMEOUT", fromCopy({ code: "LOCK_TIMEOUT", retryable: true }), "CONFLICT"],
  ["TASK_REFERENCED", fromCopy({ code: "TASK_REFERENCED", taskId: "c1" }), "CONFLICT"],
  ["SCHEMA_MISMATCH", fromCopy({ code: "SCHEMA_MISMATCH" }), "INTERNAL_SERVER_ERROR"],
  ["DATABASE_UNAVAILABLE", fromCopy({ code: "DATABASE_UNAVAILABLE", retryable: true }), "SERVICE_UNAVAILABLE"],
  ["no code of the queue's", fromCopy({ code: "ENOENT" }), "INTERNAL_SERVER_ERROR"],
])("an error of another copy of the queue with %s gets the same code as its own", (_, error, code) => {
  expect(toTrpcError(error).code).toBe(code);
});

test.each([
  ["a statement that was cut off", "57014"],
  ["an input/output error of the server", "58030"],
])("%s outside of a list is SERVICE_UNAVAILABLE", (_, code) => {
  expect(toTrpcError(Object.assign(new Error("as PostgreSQL says it"), { code })).code).toBe("SERVICE_UNAVAILABLE");
});

test("an error whose code was chosen on purpose keeps it, whatever its cause", () => {
  const cause = Object.assign(new Error("canceling statement"), { code: "57014" });
  expect(toTrpcError(new TRPCError({ code: "TIMEOUT", cause })).code).toBe("TIMEOUT");
});

test("a Prisma client that cannot start is known by its name, whichever client it is", () => {
  const error = Object.assign(new Error("no engine"), { name: "PrismaClientInitializationError" });
  expect(toTrpcError(error).code).toBe("SERVICE_UNAVAILABLE");
});
