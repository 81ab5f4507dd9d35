// Never executed. The compiler must accept this file, and refuse the line below each @ts-expect-error.
import type { db } from "@package/db";
import {
  type AddManyEntry,
  defineWorker,
  defineWorkers,
  type Jsonified,
  QueueService,
  type QueueTask,
  type StandardSchemaV1,
  type TaskInput,
  type Workers,
} from "@package/queue";
import { z } from "zod";
import { queue, type workers } from "../ownWorkers.ts";

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
  // @ts-expect-error no worker has this type
  await queue.addManyToQueue([{ type: "RESIZE_AVATR", data: { userId: "ana" } }]);
  // @ts-expect-error there is no such option
  await queue.addManyToQueue([{ type: "RESIZE_AVATAR", data: { userId: "ana" }, priorty: 1 }]);
}

type Avatar = QueueTask<{ userId: string; sizes?: number[] | undefined }, { made: string[] }>;
type Account = QueueTask<{ userId: string }, { closedAt: string }>;

export async function typedReads(id: string, users: readonly string[]) {
  const added = await queue.addToQueue("RESIZE_AVATAR", { userId: "ana" });
  const waited = await queue.waitForTask(added, { timeoutMs: 1_000 });
  expectTrue<IsEqual<typeof waited, Avatar>>();
  const read = await queue.readFromQueue(added);
  expectTrue<IsEqual<typeof read, Avatar | null>>();

  const waitedByType = await queue.waitForTask(id, { type: "RESIZE_AVATAR" });
  expectTrue<IsEqual<typeof waitedByType, Avatar>>();
  const readByType = await queue.readFromQueue(id, { type: "RESIZE_AVATAR" });
  expectTrue<IsEqual<typeof readByType, Avatar | null>>();
  // @ts-expect-error no worker has this type
  await queue.waitForTask(id, { type: "RESIZE_AVATR" });
  // @ts-expect-error no worker has this type
  await queue.readFromQueue(id, { type: "RESIZE_AVATR" });

  const waitedById = await queue.waitForTask(id);
  expectTrue<IsEqual<typeof waitedById, QueueTask>>();
  const readById = await queue.readFromQueue(id);
  expectTrue<IsEqual<typeof readById, QueueTask | null>>();

  const [avatar, account] = await queue.addManyToQueue([
    { type: "RESIZE_AVATAR", data: { userId: "ana" } },
    { type: "CLOSE_ACCOUNT", data: { userId: "ana" } },
  ]);
  expectTrue<IsEqual<typeof avatar, Avatar>>();
  expectTrue<IsEqual<typeof account, Account>>();
  const avatars = await queue.addManyToQueue(users.map((userId) => ({ type: "RESIZE_AVATAR", data: { userId } })));
  expectTrue<IsEqual<typeof avatars, Avatar[]>>();
  // @ts-expect-error the data lacks userId
  await queue.addManyToQueue(users.map((userId) => ({ type: "RESIZE_AVATAR", data: { userid: userId } })));
  const mixed = users.map(
    (userId) => ({ type: userId === "ana" ? "RESIZE_AVATAR" : "CLOSE_ACCOUNT", data: { userId } }) as const,
  );
  const either = await queue.addManyToQueue(mixed);
  expectTrue<IsEqual<typeof either, (Avatar | Account)[]>>();
}

/** Code that works with any service. */
function cancelAll<TWorkers extends Workers>(service: QueueService<TWorkers>, tasks: readonly { id: string }[]) {
  return Promise.all(tasks.map(({ id }) => service.cancelTask(id)));
}

/** Code that works with a service whose types are only known at run time, and code that is generic in the type. */
export async function genericCode<TType extends "RESIZE_AVATAR" | "CLOSE_ACCOUNT">(
  service: QueueService<Workers>,
  type: TType,
  data: TaskInput<typeof workers, TType>,
  entries: readonly AddManyEntry[],
) {
  const added = await queue.addToQueue(type, data);
  expectTrue<IsEqual<typeof added.id, string>>();
  const tasks = await service.addManyToQueue(entries);
  expectTrue<IsEqual<typeof tasks, QueueTask[]>>();
  const task = await service.addToQueue("LETTER", { to: "ana" });
  expectTrue<IsEqual<typeof task, QueueTask<{ to: string }>>>();
  return cancelAll(queue, tasks);
}

export async function anyClient(client: typeof db) {
  await client.$transaction((tx) => queue.addToQueue("CLOSE_ACCOUNT", { userId: "ana" }, { tx }));
  const extended = client.$extends({ client: { hello: () => "hello" } });
  await extended.$transaction((tx) => queue.addToQueue("CLOSE_ACCOUNT", { userId: "ana" }, { tx }));
  // @ts-expect-error the client is in no transaction
  await queue.addToQueue("CLOSE_ACCOUNT", { userId: "ana" }, { tx: client });
  // @ts-expect-error nor is an extended one
  await queue.addManyToQueue([{ type: "CLOSE_ACCOUNT", data: { userId: "ana" } }], { tx: extended });
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

interface Tree {
  name: string;
  children: Tree[];
}
interface DatedTree {
  at: Date;
  children: DatedTree[];
}
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
declare class Point {
  x: number;
  at: Date;
  sum(): number;
}
declare const marker: unique symbol;
type NotJson = Jsonified<bigint>;

// What JSON does not change keeps its name.
expectTrue<IsEqual<Jsonified<Tree>, Tree>>();
expectTrue<IsEqual<Jsonified<Json>, Json>>();
expectTrue<IsEqual<Jsonified<{ a?: number; b?: number | undefined }>, { a?: number; b?: number | undefined }>>();
expectTrue<IsEqual<Jsonified<"a" | 1 | true | null>, "a" | 1 | true | null>>();
expectTrue<IsEqual<Jsonified<unknown>, unknown>>();
// biome-ignore lint/suspicious/noExplicitAny: what the check is about
expectTrue<IsEqual<Jsonified<any>, any>>();
// What it changes is what is read.
expectTrue<IsEqual<Jsonified<Date | null>, string | null>>();
expectTrue<IsEqual<Jsonified<URL>, string>>();
expectTrue<IsEqual<Jsonified<Buffer>, { type: "Buffer"; data: number[] }>>();
expectTrue<IsEqual<Jsonified<{ a: number | undefined; b: string }>, { b: string; a?: number }>>();
expectTrue<
  IsEqual<Jsonified<{ readonly at?: Date; list: readonly Date[] }>, { readonly at?: string; list: readonly string[] }>
>();
expectTrue<IsEqual<Jsonified<[Date, number]>, [string, number]>>();
expectTrue<IsEqual<Jsonified<Record<string, Date>>, Record<string, string>>>();
expectTrue<IsEqual<Jsonified<{ type: "a"; at: Date } | { type: "b" }>, { type: "a"; at: string } | { type: "b" }>>();
expectTrue<IsEqual<Jsonified<DatedTree>["children"][number]["children"][number]["at"], string>>();
expectTrue<IsEqual<Jsonified<Point>, { x: number; at: string }>>();
expectTrue<IsEqual<Jsonified<{ [marker]: string; a: Date }>, { a: string }>>();
expectTrue<IsEqual<Jsonified<void>, never>>();
// What it cannot hold says so.
expectTrue<IsEqual<Jsonified<{ n: bigint }>, { n: NotJson }>>();
expectTrue<
  IsEqual<Jsonified<symbol | Map<string, number> | Set<string> | Promise<1> | RegExp | Uint8Array>, NotJson>
>();
expectTrue<IsEqual<Jsonified<Blob | File | FormData | Headers | URLSearchParams | Request | Response>, NotJson>>();
expectTrue<IsEqual<Jsonified<Generator<1> | AsyncGenerator<1> | ReadableStream | WeakRef<Tree>>, NotJson>>();

const readable = defineWorkers({
  REMIND: defineWorker({
    input: z.object({ at: z.coerce.date(), note: z.string().optional(), json: z.json(), rest: z.array(z.unknown()) }),
    run: ({ at }) => ({ at, next: undefined as Date | undefined, seen: new Map([["a", 1]]) }),
  }),
  MAYBE: defineWorker({ input: z.string().optional(), run: () => {} }),
  TREE: defineWorker({ input: z.custom<Tree>(), run: (tree) => tree }),
  TEXT: defineWorker({ input: z.iso.datetime().transform((text) => new Date(text)), run: (at) => at }),
  ANYTHING: defineWorker({ input: z.any(), run: async (data) => data as unknown }),
  LITERAL: { input: z.object({ at: z.coerce.date() }), run: () => 1 },
});

export async function storedTypes(reminders: QueueService<typeof readable>) {
  // Its schema reads the text that a date becomes.
  const reminder = await reminders.addToQueue("REMIND", { at: new Date(), json: { a: [1, null] }, rest: [1, "a"] });
  expectTrue<IsEqual<typeof reminder.data.note, string | undefined>>();
  expectTrue<IsEqual<typeof reminder.data.at, unknown>>();
  expectTrue<IsEqual<NonNullable<typeof reminder.result>, { at: string; seen: NotJson; next?: string }>>();
  // @ts-expect-error the result was stored as JSON: `at` is text
  reminder.result?.at.getTime();
  const dated = await reminders.addToQueue("TEXT", "2026-01-02T00:00:00Z");
  expectTrue<IsEqual<typeof dated.data, string>>();
  expectTrue<IsEqual<typeof dated.result, string | undefined>>();
  // @ts-expect-error the input is text
  await reminders.addToQueue("TEXT", new Date());
  await reminders.addToQueue("MAYBE", "there");
  // @ts-expect-error there is no task without data: undefined is not JSON
  await reminders.addToQueue("MAYBE", undefined);
  const tree = await reminders.addToQueue("TREE", { name: "root", children: [] });
  expectTrue<IsEqual<typeof tree.result, Tree | undefined>>();
  expectTrue<IsEqual<TaskInput<typeof readable, "TREE">, Tree>>();
  const anything = await reminders.addToQueue("ANYTHING", { at: new Date() });
  expectTrue<IsEqual<typeof anything.result, unknown>>();
}

declare function schemaOf<TInput>(): StandardSchemaV1<TInput>;
const run = () => 1;

// @ts-expect-error z.date() never matches stored JSON; use z.coerce.date() or z.iso.datetime()
defineWorker({ input: z.date(), run });
// @ts-expect-error deep inside
defineWorker({ input: z.object({ user: z.object({ born: z.date() }) }), run });
// @ts-expect-error also when it may be missing
defineWorker({ input: z.object({ born: z.date().optional() }), run });
// @ts-expect-error also when it may be null
defineWorker({ input: z.date().nullable(), run });
// @ts-expect-error also when it has a default
defineWorker({ input: z.object({ at: z.date().default(() => new Date()) }), run });
// @ts-expect-error also when something else may stand there
defineWorker({ input: z.union([z.string(), z.date()]), run });
// @ts-expect-error in an array
defineWorker({ input: z.array(z.date()), run });
// @ts-expect-error in a record
defineWorker({ input: z.record(z.string(), z.date()), run });
// @ts-expect-error in a tuple
defineWorker({ input: z.tuple([z.string(), z.date()]), run });
// @ts-expect-error before a transformation
defineWorker({ input: z.date().transform((date) => date.getTime()), run });
// @ts-expect-error z.bigint() never matches stored JSON; use z.coerce.bigint()
defineWorker({ input: z.object({ n: z.bigint() }), run });
// @ts-expect-error z.map() never matches stored JSON; use z.record()
defineWorker({ input: z.object({ prices: z.map(z.string(), z.number()) }), run });
// @ts-expect-error z.set() never matches stored JSON; use z.array()
defineWorker({ input: z.set(z.string()), run });
// @ts-expect-error JSON has no symbols
defineWorker({ input: z.object({ kind: z.symbol() }), run });
// @ts-expect-error JSON has no functions
defineWorker({ input: z.object({ call: z.custom<() => void>() }), run });
// @ts-expect-error JSON has no files
defineWorker({ input: z.object({ picture: z.file() }), run });
// @ts-expect-error JSON keeps a URL as text, which is no URL
defineWorker({ input: z.object({ link: z.instanceof(URL) }), run });
// @ts-expect-error JSON has no undefined
defineWorker({ input: z.undefined(), run });
// @ts-expect-error nor in arrays
defineWorker({ input: z.array(z.undefined()), run });
// @ts-expect-error in a type that contains itself
defineWorker({ input: z.custom<DatedTree>(), run });
// @ts-expect-error whatever the library of the schema
defineWorker({ input: schemaOf<{ at: Date }>(), run });
// @ts-expect-error and where the worker was not made by defineWorker
defineWorkers({ LITERAL: { input: z.object({ at: z.date() }), run } });

// The errors above name the alternative, at the place of the problem.
type Asked<TSchema extends StandardSchemaV1> = NonNullable<
  NonNullable<Parameters<typeof defineWorker<number, TSchema>>[0]["input"]>["~standard"]["types"]
>["input"];
type Names<T, TMessage extends string> = TMessage extends keyof T ? true : false;
const dated = z.object({ list: z.array(z.date()) });
expectTrue<
  Names<
    Asked<typeof dated>["list"][number],
    "z.date() never matches stored JSON; use z.coerce.date() or z.iso.datetime()"
  >
>();
