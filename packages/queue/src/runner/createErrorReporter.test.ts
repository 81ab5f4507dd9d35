import { expect, test } from "vitest";
import { QueueEventBus } from "../events.ts";
import { resolveServiceOptions } from "../options.ts";
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
