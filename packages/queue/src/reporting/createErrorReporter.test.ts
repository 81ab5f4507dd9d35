import { expect, test } from "vitest";
import { DatabaseUnavailableError } from "../domain/errors/errors.ts";
import { QueueEventBus } from "../domain/events.ts";
import { resolveServiceOptions } from "../validation/options.ts";
import { createErrorReporter } from "./createErrorReporter.ts";

const fail = () => {
  throw new Error("the log is closed");
};

test("a logger that throws does not break the reporter", () => {
  const { logger } = resolveServiceOptions({ logger: { info: fail, warn: fail, error: fail } });
  const events = new QueueEventBus(logger);
  events.on("error", fail);
  expect(() => createErrorReporter(logger, events)("run tests", new Error("no"))).not.toThrow();
});

test("an error whose cause cannot be read does not break the reporter", () => {
  const { logger } = resolveServiceOptions({ logger: { info: () => {}, warn: () => {}, error: () => {} } });
  const cause = new Proxy({}, { get: fail, getPrototypeOf: fail });
  const report = createErrorReporter(logger, new QueueEventBus(logger));
  expect(() => report("run tests", new Error("no", { cause }))).not.toThrow();
});

test("an error of another copy of the library whose fields cannot be read does not break the reporter", () => {
  const lines: string[] = [];
  const logger = { info: fail, warn: (line: string) => void lines.push(line), error: fail };
  const unreadable = Object.defineProperty(new DatabaseUnavailableError(new Error("no")), "cause", { get: fail });
  createErrorReporter(logger, new QueueEventBus(logger))("run tests", unreadable);
  expect(lines).toEqual(["Failed to run tests: the error cannot be read. Will retry."]);
});

test("a transient failure is one line with its cause", () => {
  const lines: unknown[] = [];
  const logger = { info: fail, warn: (...line: unknown[]) => void lines.push(line), error: fail };
  const report = createErrorReporter(logger, new QueueEventBus(logger));
  const refusal = Object.assign(new Error("connect 127.0.0.1:5432"), { code: "ECONNREFUSED" });
  const lost = Object.assign(new Error("no\nconnection.", { cause: new AggregateError([refusal]) }), { code: "P1001" });
  report("claim tasks", lost);
  report("extend leases", new DatabaseUnavailableError(refusal));
  expect(lines).toEqual([
    ["Failed to claim tasks: no connection. (ECONNREFUSED: connect 127.0.0.1:5432). Will retry."],
    ["Failed to extend leases: connect 127.0.0.1:5432. Will retry."],
  ]);
});

test("many failures of one kind are one line, and each is an event", () => {
  const lines: string[] = [];
  const logger = { info: fail, warn: fail, error: (message: string) => void lines.push(message) };
  const events = new QueueEventBus(logger);
  const emitted: string[] = [];
  events.on("error", ({ doing }) => emitted.push(doing));
  const report = createErrorReporter(logger, events);
  for (let n = 0; n < 3; n++) report("claim tasks", new Error("broken"));
  report("extend leases", new Error("broken"));
  expect(lines).toEqual(["Failed to claim tasks: broken.", "Failed to extend leases: broken."]);
  expect(emitted).toHaveLength(4);
});
