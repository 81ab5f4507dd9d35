// Never run: what stands here has to compile, and what stands under an @ts-expect-error must not.
import type { db } from "@package/db";
import { defineWorker, defineWorkers, QueueService, type QueueTask } from "@package/queue";
import { z } from "zod";
import { queue } from "../ownWorkers.ts";

type IsEqual<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function expectTrue<T extends true>(): [T];

interface Letter {
  to: string;
}
interface Receipt {
  sentAt: string;
}

export async function typedRegistry() {
  const task = await queue.addToQueue("RESIZE_AVATAR", { userId: "ana" });
  expectTrue<IsEqual<typeof task.data, { userId: string; sizes?: number[] | undefined }>>();
  expectTrue<IsEqual<typeof task.result, { made: string[] } | undefined>>();

  // @ts-expect-error no worker has this type
  await queue.addToQueue("RESIZE_AVATR", { userId: "ana" });
  // @ts-expect-error the data lacks userId
  await queue.addToQueue("RESIZE_AVATAR", { sizes: [64] });
  // @ts-expect-error sizes are numbers
  await queue.addToQueue("RESIZE_AVATAR", { userId: "ana", sizes: ["64"] });
  // @ts-expect-error this is the data of another type
  await queue.addToQueue("CLOSE_ACCOUNT", { sizes: [64] });
  // @ts-expect-error there is no such option
  await queue.addToQueue("CLOSE_ACCOUNT", { userId: "ana" }, { priorty: 1 });

  await queue.addManyToQueue([
    { type: "RESIZE_AVATAR", data: { userId: "ana" } },
    { type: "CLOSE_ACCOUNT", data: { userId: "ana" }, priority: 1 },
  ]);
  // @ts-expect-error one of the entries lacks userId
  await queue.addManyToQueue([{ type: "RESIZE_AVATAR", data: {} }]);
}

export async function typedProductWorkers(client: typeof db) {
  const product = new QueueService(client);
  const mail = await product.addToQueue("EMAIL_SEND", { to: "ana@example.com", template: "welcome" });
  expectTrue<IsEqual<typeof mail.status, QueueTask["status"]>>();
  // @ts-expect-error there is no such template
  await product.addToQueue("EMAIL_SEND", { to: "ana@example.com", template: "farewell" });
  // @ts-expect-error there is no such format
  await product.addToQueue("IMAGE_PROCESS", { imageUrl: "https://example.com/a.jpg", options: { format: "gif" } });
}

// The signatures of the API reference take their types as arguments, whatever the registry.
export async function explicitTypes(service: QueueService, dynamicType: string) {
  const added = await service.addToQueue<Letter>("LETTER", { to: "ana" });
  expectTrue<IsEqual<typeof added.data, Letter>>();
  // @ts-expect-error this is no Letter
  await service.addToQueue<Letter>("LETTER", { from: "ana" });

  const processed = await service.processJob<Letter, Receipt>(added.id, 1, { skipIfProcessing: true });
  expectTrue<IsEqual<typeof processed, QueueTask<Letter, Receipt> | null>>();
  const read = await service.readFromQueue<Letter, Receipt>(added.id);
  expectTrue<IsEqual<typeof read, QueueTask<Letter, Receipt> | null>>();
  const updated = await service.updateInQueue<Letter, Receipt>(added.id, { data: { to: "ben" }, priority: 2 });
  expectTrue<IsEqual<typeof updated, QueueTask<Letter, Receipt>>>();
  const deleted: undefined = await service.deleteFromQueue(added.id).then(() => undefined);
  const limited: undefined = await service.handleRateLimitError(added.id, "OpenAI", 300).then(() => undefined);
  const summary = await service.retryFailedQueueTasks();
  expectTrue<IsEqual<typeof summary.processed, number>>();

  // A type that is only known at run time is checked then.
  await service.addToQueue(dynamicType, { anything: true });
  return { deleted, limited };
}

export async function workerData() {
  return defineWorkers({
    COUNT: defineWorker({
      input: z.object({ text: z.string(), limit: z.int().default(10) }),
      run: ({ text, limit }) => {
        expectTrue<IsEqual<typeof limit, number>>();
        // @ts-expect-error the schema has no such field
        return (({ length }) => length)(text.slice(0, limit)) + { text, limit }.size;
      },
    }),
  });
}
