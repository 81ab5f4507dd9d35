import type { StandardSchemaV1 } from "../domain/standardSchema.ts";
import type { PrismaClientLike } from "../domain/types.ts";
import { type BuiltInType, builtInLimits } from "./builtInLimits.ts";
import type { Worker } from "./defineWorker.ts";
import type { BuiltInWorkers } from "./project.ts";

/**
 * Returns the built-in workers without their code. The first task of one of their types loads `@package/queue/workers`, when it is
 * added or when it runs. An application with its own workers never loads it, nor zod.
 */
export function deferBuiltInWorkers(db: PrismaClientLike): BuiltInWorkers {
  let loading: Promise<BuiltInWorkers> | undefined;

  /** Rejects if the code cannot be loaded; the next task tries again. */
  const load = (): Promise<BuiltInWorkers> => {
    loading ??= import("./index.ts").then(
      ({ createBuiltInWorkers }) => createBuiltInWorkers({ db }),
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    );
    return loading;
  };
  const loadWorker = async (type: BuiltInType): Promise<Worker> => (await load())[type];

  const defer = (type: BuiltInType): Worker => ({
    ...builtInLimits[type],
    input: deferSchema(async () => (await loadWorker(type)).input),
    run: async (data, context) => (await loadWorker(type)).run(data, context),
  });
  const workers = {
    IMAGE_PROCESS: defer("IMAGE_PROCESS"),
    EMAIL_SEND: defer("EMAIL_SEND"),
    CONTACT_IMPORT: defer("CONTACT_IMPORT"),
  };
  const dispose = async () => (await loading)?.[Symbol.asyncDispose]();
  return Object.assign(workers, { [Symbol.asyncDispose]: dispose }) as BuiltInWorkers;
}

/** Returns a schema that loads the real one when it validates. Standard Schema allows a promise. */
function deferSchema(load: () => Promise<StandardSchemaV1 | undefined>): StandardSchemaV1 {
  return {
    "~standard": {
      version: 1,
      vendor: "queue",
      async validate(value) {
        const schema = await load();
        return schema ? schema["~standard"].validate(value) : { value };
      },
    },
  };
}
