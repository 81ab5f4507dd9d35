import { expect, test } from "vitest";
import { toTrpcError } from "./toTrpcError.ts";

/** As a second copy of the library throws it: the code and the fields, but another class. */
const foreign = (fields: object) => Object.assign(new Error("as the queue says it"), fields);

test.each<[string, unknown, string]>([
  ["TASK_NOT_FOUND", foreign({ code: "TASK_NOT_FOUND", taskId: "c1" }), "NOT_FOUND"],
  ["TASK_BUSY", foreign({ code: "TASK_BUSY", taskId: "c1" }), "CONFLICT"],
  ["LOCK_TIMEOUT", foreign({ code: "LOCK_TIMEOUT", retryable: true }), "CONFLICT"],
  ["TASK_REFERENCED", foreign({ code: "TASK_REFERENCED", taskId: "c1" }), "CONFLICT"],
  ["SCHEMA_MISMATCH", foreign({ code: "SCHEMA_MISMATCH" }), "INTERNAL_SERVER_ERROR"],
  ["DATABASE_UNAVAILABLE", foreign({ code: "DATABASE_UNAVAILABLE", retryable: true }), "SERVICE_UNAVAILABLE"],
  ["no code of the queue's", foreign({ code: "ENOENT" }), "INTERNAL_SERVER_ERROR"],
])("an error of another copy of the queue with %s is answered as its own would be", (_, error, code) => {
  expect(toTrpcError(error).code).toBe(code);
});

test("a Prisma client that cannot start is known by its name, whichever client it is", () => {
  const error = Object.assign(new Error("no engine"), { name: "PrismaClientInitializationError" });
  expect(toTrpcError(error).code).toBe("SERVICE_UNAVAILABLE");
});
