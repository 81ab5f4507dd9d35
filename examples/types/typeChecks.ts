// Never executed. The compiler must accept this file, and refuse the line below each @ts-expect-error.
import { createPrismaClient, db } from "@package/db";
import {
  defineWorker,
  defineWorkers,
  QueueService,
  type QueueTask,
  type TransactionClient,
  type WorkerContext,
} from "@package/queue";
import type { ShownTask } from "@package/react";
import { z } from "zod";
import { queue, type workers } from "./queue.ts";

type IsEqual<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function expectTrue<T extends true>(): [T];

const receipt = { orderId: "o-1", to: "ana@example.com" };

/** The forms in which a worker can return what it learned from a task that it added, without an annotation. */
export const adders = defineWorkers({
  TASK: defineWorker({
    run: async (_, context) => {
      const task = await context.addToQueue("SEND_RECEIPT", receipt);
      return task.id;
    },
  }),
  PARTS: defineWorker({
    run: async (_, context) => {
      const { id, createdAt } = await context.addToQueue("SEND_RECEIPT", receipt, { delayMs: 1_000 });
      return { id, createdAt };
    },
  }),
  PROMISE: defineWorker({
    run: async (_, context) => {
      const adding = context.addToQueue("SEND_RECEIPT", receipt);
      return { id: (await adding).id };
    },
  }),
  LOOP: defineWorker({
    run: async (_, context) => {
      const ids = [];
      for (const to of ["ana@example.com", "ben@example.com"]) {
        const task = await context.addToQueue("SEND_RECEIPT", { orderId: "o-1", to });
        ids.push(task.id);
      }
      return ids;
    },
  }),
  LATER: defineWorker({
    run: async (_, context) => {
      let last: string | undefined;
      try {
        const task = await context.addToQueue("SEND_RECEIPT", receipt);
        last = task.id;
      } catch {}
      return last;
    },
  }),
});
type Result<TType extends keyof typeof adders> = Awaited<ReturnType<(typeof adders)[TType]["run"]>>;
expectTrue<IsEqual<Result<"TASK">, string>>();
expectTrue<IsEqual<Result<"PARTS">, { id: string; createdAt: Date }>>();
expectTrue<IsEqual<Result<"PROMISE">, { id: string }>>();
expectTrue<IsEqual<Result<"LOOP">, string[]>>();
expectTrue<IsEqual<Result<"LATER">, string | undefined>>();
expectTrue<IsEqual<Awaited<ReturnType<typeof workers.CHARGE_ORDER.run>>, { receiptTaskId: string }>>();

/** A registry of its own, whose workers use the service that has them. */
const pages = defineWorkers({
  FIRST_PAGE: defineWorker({
    input: z.object({ url: z.url() }),
    run: async ({ url }) => {
      const next = await crawler.addToQueue("NEXT_PAGE", { url, page: 2 });
      console.log(next.data.page, next.result?.links);
      return { url };
    },
  }),
  NEXT_PAGE: defineWorker({
    input: z.object({ url: z.url(), page: z.int() }),
    run: async ({ url, page }) => {
      // The result of this worker depends on the service, and the service on this worker: the annotation ends the circle.
      const next: QueueTask = await crawler.addToQueue("NEXT_PAGE", { url, page: page + 1 });
      return { links: 1, next: next.id };
    },
  }),
});
const crawler = new QueueService(db, { workers: pages });

export async function contextOfAnyWorker(context: WorkerContext, dynamicType: string) {
  const task = await context.addToQueue("SEND_RECEIPT", receipt);
  expectTrue<IsEqual<typeof task, QueueTask<unknown>>>();
  // @ts-expect-error no registered worker has this type
  await context.addToQueue("SEND_RECIPT", receipt);
  // @ts-expect-error the data lacks `to`
  await context.addToQueue("SEND_RECEIPT", { orderId: "o-1" });
  // @ts-expect-error this is the data of another type
  await context.addToQueue("CHARGE_ORDER", receipt);
  // @ts-expect-error the data has no such field
  await context.addToQueue("SEND_RECEIPT", { ...receipt, cc: "ben@example.com" });
  // @ts-expect-error there is no such option
  await context.addToQueue("SEND_RECEIPT", receipt, { priorty: 1 });
  // @ts-expect-error the compiler cannot check the data of a type that is only known at run time: use the service
  await context.addToQueue(dynamicType, receipt);
  await queue.addToQueue(dynamicType, receipt);
}

export async function transactions() {
  const otherClient = createPrismaClient("postgresql://localhost/other");
  await db.$transaction(async (tx) => {
    expectTrue<IsEqual<TransactionClient extends typeof tx ? true : false, true>>();
    await queue.addToQueue("SEND_RECEIPT", receipt, { tx });
    await queue.addManyToQueue([{ type: "SEND_RECEIPT", data: receipt }], { tx });
    await crawler.addToQueue("FIRST_PAGE", { url: "https://example.com" }, { tx });
  });
  // @ts-expect-error the client itself is in no transaction
  await queue.addToQueue("SEND_RECEIPT", receipt, { tx: db });
  // @ts-expect-error nor is another client
  await queue.addManyToQueue([{ type: "SEND_RECEIPT", data: receipt }], { tx: otherClient });
  // @ts-expect-error a transaction of the registered client has its models
  await queue.addToQueue("SEND_RECEIPT", receipt, { tx: { $queryRawUnsafe: otherClient.$queryRawUnsafe } });
}

/** What `useTask<"SEND_RECEIPT">` returns: each field may be missing or cut. */
export function shownTask(task: ShownTask<"SEND_RECEIPT">) {
  expectTrue<IsEqual<typeof task.type, "SEND_RECEIPT">>();
  if (typeof task.data !== "object") return;
  expectTrue<IsEqual<typeof task.data.to, string | undefined>>();
  // @ts-expect-error the data has no such field
  return task.data.cc;
}
