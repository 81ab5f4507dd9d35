import { AsyncLocalStorage } from "node:async_hooks";
import { expect, test } from "vitest";
import { z } from "zod";
import {
  defineWorker,
  defineWorkers,
  InvalidOptionsError,
  type Middleware,
  type QueueTask,
  SnoozeError,
  UnrecoverableError,
} from "../src/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();

/** A service with this middleware, whose worker notes each call in `steps`. */
function openWith(middleware: readonly Middleware[], behave: () => unknown = () => "worker", options = {}) {
  const steps: string[] = [];
  const run = () => {
    steps.push("worker");
    return behave();
  };
  const workers = defineWorkers({ T: defineWorker({ input: z.object({ n: z.number().default(1) }), run }) });
  return { steps, queue: queues.open(workers, { middleware, ...options }) };
}

test("middleware wraps the worker of every attempt, the first one outermost, and may replace the result", async () => {
  const steps: string[] = [];
  const around = (name: string): Middleware => {
    return async (task, { attempt }, next) => {
      steps.push(`${name} ${task.type} ${attempt}`);
      const result = await next();
      steps.push(`${name} got ${result}`);
      return `${name}(${result})`;
    };
  };
  const { queue } = openWith([around("a"), around("b")]);
  const { id } = await queue.addToQueue("T", {});
  expect(await queue.processJob(id)).toMatchObject({ status: "COMPLETED", result: "a(b(worker))" });
  expect(steps).toEqual(["a T 1", "b T 1", "b got worker", "a got b(worker)"]);
});

test("it sees the task and its meta, and the worker's context", async () => {
  const seen: QueueTask[] = [];
  const middleware: Middleware = (task, context, next) => {
    seen.push(task);
    context.log("info", `for ${task.meta?.tenant}`);
    return next();
  };
  const { queue } = openWith([middleware]);
  const { id } = await queue.addToQueue("T", { n: 2 }, { meta: { tenant: "acme" } });
  await queue.processJob(id);
  expect(seen).toMatchObject([{ id, status: "PROCESSING", data: { n: 2 }, meta: { tenant: "acme" } }]);
  expect(await queues.database.db.queueTaskLog.findMany()).toMatchObject([{ taskId: id, message: "for acme" }]);
});

test("what it stores in an AsyncLocalStorage reaches the worker", async () => {
  const tenant = new AsyncLocalStorage<unknown>();
  const middleware: Middleware = (task, _, next) => tenant.run(task.meta?.tenant, next);
  const { queue } = openWith([middleware], async () => {
    await Promise.resolve();
    return tenant.getStore();
  });
  const { id } = await queue.addToQueue("T", {}, { meta: { tenant: "acme" } });
  expect(await queue.processJob(id)).toMatchObject({ result: "acme" });
});

test("it does not run for data that the schema refuses", async () => {
  const { queue, steps } = openWith([
    (_, __, next) => {
      steps.push("middleware");
      return next();
    },
  ]);
  const { id } = await queues.database.db.queueTask.create({ data: { type: "T", data: { n: "text" } } });
  await expect(queue.processJob(id)).rejects.toThrow("data of task T is not valid");
  expect(steps).toEqual([]);
});

test.each<[string, Middleware, string[]]>([
  [
    "before next",
    () => {
      throw new Error("no tenant");
    },
    [],
  ],
  [
    "after next",
    async (_, __, next) => {
      await next();
      throw new Error("no tenant");
    },
    ["worker"],
  ],
])("an error that it throws %s fails the attempt like one of the worker", async (_, middleware, expected) => {
  const { queue, steps } = openWith([middleware]);
  const { id } = await queue.addToQueue("T", {});
  await expect(queue.processJob(id)).rejects.toThrow("no tenant");
  expect(await queue.readFromQueue(id)).toMatchObject({ status: "FAILED", attempts: 1, errorMessage: "no tenant" });
  expect(steps).toEqual(expected);
});

test("the errors that mean something to the queue mean the same from middleware", async () => {
  const { queue } = openWith([
    (task) => {
      throw task.priority === 1 ? new SnoozeError(60_000) : new UnrecoverableError("never");
    },
  ]);
  const snoozed = await queue.addToQueue("T", {}, { priority: 1 });
  const failed = await queue.addToQueue("T", {});
  await queue.processJob(snoozed.id).catch(() => {});
  await queue.processJob(failed.id).catch(() => {});
  expect(await queue.readFromQueue(snoozed.id)).toMatchObject({ status: "PENDING", attempts: 0, snoozeCount: 1 });
  expect(await queue.readFromQueue(failed.id)).toMatchObject({ terminalReason: "UNRECOVERABLE" });
});

test("it may catch the worker's error", async () => {
  const { queue } = openWith([(_, __, next) => next().catch((error: Error) => `caught: ${error.message}`)], () => {
    throw new Error("broken");
  });
  const { id } = await queue.addToQueue("T", {});
  expect(await queue.processJob(id)).toMatchObject({ status: "COMPLETED", result: "caught: broken" });
});

test("a second call of next fails the attempt, and the worker ran once", async () => {
  const { queue, steps } = openWith([async (_, __, next) => [await next(), await next()]]);
  const { id } = await queue.addToQueue("T", {});
  await expect(queue.processJob(id)).rejects.toThrow('Option "middleware[0]" called next() a second time.');
  expect(steps).toEqual(["worker"]);
});

test("without a call of next the worker does not run, and the result is the middleware's", async () => {
  const { queue, steps } = openWith([() => "cached"]);
  const { id } = await queue.addToQueue("T", {});
  expect(await queue.processJob(id)).toMatchObject({ status: "COMPLETED", result: "cached" });
  expect(steps).toEqual([]);
});

test("an attempt whose middleware does not wait for next ends when its worker has ended", async () => {
  const gate = Promise.withResolvers<void>();
  const { queue, steps } = openWith(
    [
      (_, __, next) => {
        void next();
        return "early";
      },
    ],
    () => gate.promise.then(() => Promise.reject(new Error("unseen"))),
  );
  const { id } = await queue.addToQueue("T", {});
  const processing = queue.processJob(id);
  await until(
    () => steps,
    ({ length }) => length === 1,
  );
  expect(await queue.readFromQueue(id)).toMatchObject({ status: "PROCESSING" });
  gate.resolve();
  expect(await processing).toMatchObject({ result: "early" });
});

test("the timeout includes it, and after a timeout next does not call the worker", async () => {
  const late = Promise.withResolvers<unknown>();
  const { queue, steps } = openWith([
    async (_, { signal }, next) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      await next().catch(late.resolve);
    },
  ]);
  const { id } = await queue.addToQueue("T", {}, { timeoutMs: 50 });
  await expect(queue.processJob(id)).rejects.toMatchObject({ code: "TASK_TIMEOUT" });
  expect(await late.promise).toMatchObject({ code: "TASK_TIMEOUT" });
  expect(steps).toEqual([]);
});

test("a runner uses it as processJob does", async () => {
  const { queue } = openWith([async (_, __, next) => `a(${await next()})`]);
  queue.start();
  const { id } = await queue.addToQueue("T", {});
  expect(await queue.waitForTask(id)).toMatchObject({ result: "a(worker)" });
});

test.each([["a function" as never], [[1] as never], [{} as never]])("%s is refused as middleware", (middleware) => {
  expect(() => queues.open({}, { middleware })).toThrow(InvalidOptionsError);
});
