import { readFileSync } from "node:fs";
import { expect, expectTypeOf, test } from "vitest";
import {
  type ActorOptions,
  type AddManyEntry,
  type AddToQueueOptions,
  type BackfillPeriod,
  type BackoffSettings,
  type BulkOptions,
  defineWorker,
  defineWorkers,
  type PageOptions,
  type PauseOptions,
  QueueService,
  type QueueServiceOptions,
  type ReadOptions,
  type RetryFailedOptions,
  type ScheduleCallOptions,
  type ScheduledTaskOptions,
  type ScheduleSpec,
  type StartOptions,
  type TaskFilter,
  type TaskUpdate,
  type WaitOptions,
  type WorkerOptions,
  type Workers,
} from "../src/index.ts";
import type { PgClient, RunWorkerOptions, TestQueueOptions } from "../src/testing/index.ts";
import type { BuiltInWorkerSettings, FileStorage, MailSettings } from "../src/workers/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();

/** The optional fields to which `undefined` cannot be assigned with exactOptionalPropertyTypes. */
type Refusing<T> = {
  [TName in keyof T]-?: object extends Pick<T, TName>
    ? { [_ in TName]: undefined } extends Pick<T, TName>
      ? never
      : TName
    : never;
}[keyof T];

interface Exact {
  required: string;
  refusing?: string;
  accepting?: string | undefined;
}

interface PublicOptions {
  ActorOptions: ActorOptions;
  AddManyEntry: AddManyEntry;
  AddToQueueOptions: AddToQueueOptions;
  BackoffSettings: BackoffSettings;
  BuiltInWorkerSettings: BuiltInWorkerSettings;
  BulkOptions: BulkOptions;
  MailSettings: MailSettings;
  PageOptions: PageOptions;
  PauseOptions: PauseOptions;
  QueueServiceOptions: QueueServiceOptions;
  ReadOptions: ReadOptions;
  RetryFailedOptions: RetryFailedOptions;
  RunWorkerOptions: RunWorkerOptions;
  ScheduleCallOptions: ScheduleCallOptions;
  ScheduledTaskOptions: ScheduledTaskOptions;
  StartOptions: StartOptions;
  TaskFilter: TaskFilter;
  TaskUpdate: TaskUpdate;
  TestQueueOptions: TestQueueOptions<Workers, PgClient>;
  WaitOptions: WaitOptions;
  WorkerOptions: WorkerOptions<undefined, unknown>;
}
/** The types above by name, to compare them with the exports. */
const checked: Record<keyof PublicOptions, true> = {
  ActorOptions: true,
  AddManyEntry: true,
  AddToQueueOptions: true,
  BackoffSettings: true,
  BuiltInWorkerSettings: true,
  BulkOptions: true,
  MailSettings: true,
  PageOptions: true,
  PauseOptions: true,
  QueueServiceOptions: true,
  ReadOptions: true,
  RetryFailedOptions: true,
  RunWorkerOptions: true,
  ScheduleCallOptions: true,
  ScheduledTaskOptions: true,
  StartOptions: true,
  TaskFilter: true,
  TaskUpdate: true,
  TestQueueOptions: true,
  WaitOptions: true,
  WorkerOptions: true,
};

test("every optional option accepts undefined", () => {
  expectTypeOf<Refusing<Exact>>().toEqualTypeOf<"refusing">();
  expectTypeOf<{ [TName in keyof PublicOptions]: Refusing<PublicOptions[TName]> }[keyof PublicOptions]>().toBeNever();
  expectTypeOf<Refusing<NonNullable<QueueServiceOptions["retention"]>>>().toBeNever();
  expectTypeOf<Refusing<ScheduleSpec & { everyMs: number }>>().toBeNever();
  expectTypeOf<Refusing<ScheduleSpec & { cron: string }>>().toBeNever();
  expectTypeOf<Refusing<BackfillPeriod>>().toBeNever();
  expectTypeOf<Refusing<NonNullable<Parameters<QueueService["processJob"]>[2]>>>().toBeNever();
  expectTypeOf<Refusing<NonNullable<Parameters<QueueService["addManyToQueue"]>[1]>>>().toBeNever();
  expectTypeOf<Refusing<NonNullable<Parameters<FileStorage["write"]>[2]>>>().toBeNever();
});

test("no exported options are missing in the test above", () => {
  const indexes = ["../src/index.ts", "../src/testing/index.ts", "../src/workers/index.ts"].map((path) =>
    readFileSync(new URL(path, import.meta.url)),
  );
  const names = indexes.join("\n").match(/\b(?!AuditEntry)\w+(?:Options|Settings|Entry|Update|Filter)\b(?=[,\s])/g);
  expect([...new Set(names)].sort()).toEqual(Object.keys(checked));
});

test("an option that is undefined has its default", async () => {
  const failing = defineWorker({
    input: undefined,
    version: undefined,
    maxAttempts: undefined,
    backoff: { baseMs: undefined, factor: undefined, maxMs: undefined, jitter: undefined },
    timeoutMs: undefined,
    concurrency: undefined,
    providers: undefined,
    run: () => Promise.reject(new Error("Not today")),
  });
  const workers = defineWorkers({ FAIL: failing, FINE: defineWorker({ run: () => "done" }) });
  await using queue = open(workers);
  const options = {
    ...{
      priority: undefined,
      scheduledFor: undefined,
      delayMs: undefined,
      maxAttempts: undefined,
      reference: undefined,
    },
    ...{ ownerId: undefined, uniqueKey: undefined, concurrencyKey: undefined, timeoutMs: undefined, tags: undefined },
  };
  const task = await queue.service.addToQueue("FAIL", {}, { ...options, onConflict: undefined, tx: undefined });
  expect(task).toMatchObject({ maxAttempts: 3, priority: 0, tags: [], ownerId: null });
  await expect(queue.service.processJob(task.id, undefined, { skipIfProcessing: undefined })).rejects.toThrow(
    "Not today",
  );
  const failed = await queue.service.readFromQueue(task.id);
  const delayMs = (failed?.scheduledFor?.getTime() ?? 0) - (failed?.processedAt?.getTime() ?? 0);
  expect(delayMs).toBeGreaterThan(500); // 1 s, plus or minus 20 %
  expect(delayMs).toBeLessThan(1_500);
  expect(await queue.service.updateInQueue(task.id, { priority: undefined, status: undefined })).toEqual(failed);
  await queue.service.cancelTask(task.id);

  const [fine] = await queue.service.addManyToQueue([{ type: "FINE", data: {}, ...options }], { tx: undefined });
  const runner = queue.service.start({ concurrency: undefined, types: undefined, shutdownGraceMs: undefined });
  const waiting = { timeoutMs: undefined, signal: undefined };
  expect(await queue.service.waitForTask(fine?.id ?? "", waiting)).toMatchObject({ result: "done" });
  await runner.stop();
  const retried = await queue.service.retryFailedQueueTasks({ concurrency: undefined, limit: undefined });
  expect(retried).toMatchObject({ success: true, processed: 0 });
});

test("a task that a worker adds with an undefined owner has the owner of the worker's task", async () => {
  const workers = defineWorkers({
    PARENT: defineWorker({
      run: async (_, context) => (await context.addToQueue("CHILD", {}, { ownerId: undefined })).id,
    }),
    CHILD: defineWorker({ run: () => {} }),
  });
  await using queue = open(workers);
  const parent = await queue.service.addToQueue("PARENT", {}, { ownerId: "ana" });
  const done = await queue.service.processJob<unknown, string>(parent.id);
  expect(await queue.service.readFromQueue(done?.result ?? "")).toMatchObject({ type: "CHILD", ownerId: "ana" });
});

function open<const TWorkers extends ReturnType<typeof defineWorkers>>(workers: TWorkers) {
  const service = new QueueService(queues.client, {
    workers,
    ...{
      connectionString: undefined,
      notify: undefined,
      leaseMs: undefined,
      heartbeatMs: undefined,
      sweepMs: undefined,
    },
    ...{ pollMs: undefined, timeoutMs: undefined, backoff: undefined, refusalLimitMs: undefined, logger: undefined },
    retention: { completedMs: undefined, failedMs: undefined },
  });
  return { service, [Symbol.asyncDispose]: () => service.close() };
}
