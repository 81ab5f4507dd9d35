// Never executed: with exactOptionalPropertyTypes, each option accepts undefined.
import {
  type AddToQueueOptions,
  defineWorker,
  defineWorkers,
  type PrismaClientLike,
  QueueService,
  type QueueServiceOptions,
  type QueueTask,
  type StartOptions,
} from "@package/queue";
import { type Overview, readOverview } from "@package/queue/monitor";
import { type BuiltInWorkers, createBuiltInWorkers, type ImageProcessResult } from "@package/queue/workers";

const flags: { url?: string; concurrency?: number; ownerId?: string } = {};

export const options: QueueServiceOptions = { connectionString: flags.url, notify: undefined, retention: undefined };
export const startOptions: StartOptions = { concurrency: flags.concurrency, types: undefined };
export const addOptions: AddToQueueOptions = { ownerId: flags.ownerId, priority: undefined, tx: undefined };

export const workers = defineWorkers({
  LENGTH: defineWorker({ maxAttempts: undefined, timeoutMs: undefined, run: (data) => String(data).length }),
});

export async function useAll(db: PrismaClientLike): Promise<[QueueTask, Overview, number | undefined]> {
  const queue = new QueueService(db, { workers, ...options });
  queue.start(startOptions);
  const task = await queue.addToQueue("LENGTH", "abc", addOptions);
  const done = await queue.processJob<string, number>(task.id, undefined, { skipIfProcessing: undefined });
  return [await queue.waitForTask(task.id, { timeoutMs: undefined }), await readOverview(db), done?.result];
}

export async function useBuiltIn(db: PrismaClientLike): Promise<ImageProcessResult | undefined> {
  const builtIn: BuiltInWorkers = createBuiltInWorkers({ db, storage: undefined, mail: { url: flags.url } });
  const task = await new QueueService(db, { workers: builtIn }).addToQueue("IMAGE_PROCESS", {
    imageUrl: "https://example.com/image.jpg",
    options: { resize: true },
  });
  const byDefault: QueueTask<{ to: string }> = await new QueueService(db).addToQueue("EMAIL_SEND", {
    to: "ana@example.com",
    template: "welcome",
  });
  return byDefault.data.to === "" ? undefined : task.result;
}
