import { expect, test } from "vitest";
import { QueueEventBus } from "../domain/events.ts";
import { resolveServiceOptions } from "../validation/options.ts";
import { createErrorReporter } from "./createErrorReporter.ts";

const fail = () => {
  throw new Error("the log is closed");
};

test("a logger that throws disturbs nobody", () => {
  const { logger } = resolveServiceOptions({ logger: { info: fail, warn: fail, error: fail } });
  const events = new QueueEventBus(logger);
  events.on("error", fail);
  expect(() => createErrorReporter(logger, events)("testing", new Error("trouble"))).not.toThrow();
});

test("an error whose cause cannot be read disturbs nobody", () => {
  const { logger } = resolveServiceOptions({ logger: { info: () => {}, warn: () => {}, error: () => {} } });
  const cause = new Proxy({}, { get: fail, getPrototypeOf: fail });
  const report = createErrorReporter(logger, new QueueEventBus(logger));
  expect(() => report("testing", new Error("trouble", { cause }))).not.toThrow();
});

test("a passing failure is a line that says what caused it", () => {
  const lines: unknown[] = [];
  const logger = { info: fail, warn: (_: string, fields: unknown) => void lines.push(fields), error: fail };
  const refusal = Object.assign(new Error("connect 127.0.0.1:5432"), { code: "ECONNREFUSED" });
  const error = new Error("no connection", { cause: new AggregateError([refusal]) });
  createErrorReporter(logger, new QueueEventBus(logger))("claiming tasks", Object.assign(error, { code: "P1001" }));
  expect(lines).toEqual([{ message: "no connection (ECONNREFUSED: connect 127.0.0.1:5432)" }]);
});

test("many failures of one kind are one line, and each is an event", () => {
  const lines: string[] = [];
  const logger = { info: fail, warn: fail, error: (message: string) => void lines.push(message) };
  const events = new QueueEventBus(logger);
  const told: string[] = [];
  events.on("error", ({ doing }) => told.push(doing));
  const report = createErrorReporter(logger, events);
  for (let n = 0; n < 3; n++) report("claiming tasks", new Error("trouble"));
  report("extending leases", new Error("trouble"));
  expect(lines).toEqual(["Trouble while claiming tasks.", "Trouble while extending leases."]);
  expect(told).toHaveLength(4);
});
