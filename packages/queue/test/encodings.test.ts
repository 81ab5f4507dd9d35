import { randomBytes } from "node:crypto";
import { createPrismaClient, migrate, type PrismaClient } from "@package/db";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { defineWorker, defineWorkers, QueueService, RateLimitError } from "../src/index.ts";

const encodings = ["LATIN1", "SQL_ASCII", "WIN1252"] as const;

describe.each(encodings)("in a database of encoding %s", (encoding) => {
  const name = `queue_test_${randomBytes(8).toString("hex")}`;
  const { url: serverUrl } = inject("postgres");
  const url = Object.assign(new URL(serverUrl), { pathname: name }).href;
  let db: PrismaClient;
  const onServer = async (sql: (version: number) => string) => {
    const client = new pg.Client(serverUrl);
    await client.connect();
    const { rows } = await client.query("SELECT current_setting('server_version_num')::int AS version");
    await client.query(sql(rows[0].version));
    await client.end();
  };
  beforeAll(async () => {
    const locale = (version: number) => `${version >= 150_000 ? "LOCALE_PROVIDER libc" : ""} LOCALE 'C'`;
    await onServer(
      (version) => `CREATE DATABASE "${name}" TEMPLATE template0 ENCODING '${encoding}' ${locale(version)}`,
    );
    await migrate(url);
    db = createPrismaClient(url);
  });
  afterAll(async () => {
    await db.$disconnect();
    await onServer(() => `DROP DATABASE "${name}" WITH (FORCE)`);
  });

  const open: QueueService[] = [];
  afterEach(() => Promise.all(open.splice(0).map((queue) => queue.close())));
  const workers = defineWorkers({
    ECHO: defineWorker({ run: async (data: unknown) => data }),
    RESULT: defineWorker({ run: async () => ({ face: "😀" }) }),
    THROW: defineWorker({
      run: async () => {
        throw Object.assign(new Error("no paper 😀 left"), { name: "Paper😀Error" });
      },
    }),
    SNOOZE: defineWorker({
      run: async () => {
        throw new RateLimitError("émoji😀", 60);
      },
    }),
    LOG: defineWorker({
      run: async (data: unknown, context) => {
        context.progress(50, "half 😀 done");
        context.log("info", "a smile 😀", { face: "😀" });
        context.log("info", `plain é`);
        return data;
      },
    }),
  });
  const openQueue = (options = {}) => {
    const logger = { info: () => {}, warn: () => {}, error: () => {} };
    const queue = new QueueService(db, { workers, notify: false, logger, ...options });
    open.push(queue as unknown as QueueService);
    return queue;
  };

  test("an emoji of a worker is stored or replaced, and nothing else is lost", async () => {
    const queue = openQueue({ connectionString: url });
    const ran = async (type: "RESULT" | "THROW" | "SNOOZE" | "LOG") => {
      const { id } = await queue.addToQueue(type, {}, { maxAttempts: 1 });
      await queue.processJob(id).catch(() => {});
      return queue.readFromQueue(id);
    };
    const isKept = encoding === "SQL_ASCII"; // it stores all bytes unchanged
    expect(await ran("RESULT")).toMatchObject(
      isKept
        ? { status: "COMPLETED", result: { face: "😀" } }
        : { status: "COMPLETED", resultNote: "The result could not be stored: PostgreSQL refused it." },
    );
    expect(await ran("THROW")).toMatchObject({
      status: "MAX_RETRIES_REACHED",
      errorMessage: expect.stringContaining(
        isKept ? "no paper 😀 left" : "no paper ? left (PostgreSQL did not accept the whole error",
      ),
    });
    expect(await ran("SNOOZE")).toMatchObject({ status: "PENDING", attempts: 0, snoozeCount: 1 });
    const logging = await ran("LOG");
    expect(logging).toMatchObject({ status: "COMPLETED", progressNote: isKept ? "half 😀 done" : "half ? done" });
    const lines = await db.queueTaskLog.findMany({ where: { taskId: logging?.id ?? "" }, orderBy: { id: "asc" } });
    expect(lines.map(({ message }) => message)).toEqual([isKept ? "a smile 😀" : "a smile ?", "plain é"]);
  });

  describe.each([
    ["through the Prisma client", false],
    ["through connections of its own", true],
  ])("%s", (_, hasOwn) => {
    const openOne = () => openQueue(hasOwn ? { connectionString: url } : {});

    test("characters of the encoding are stored, even if an add in the same batch is refused", async () => {
      const queue = openOne();
      const [good, bad] = await Promise.allSettled([
        queue.addToQueue("ECHO", { name: "Zoé" }),
        queue.addToQueue("ECHO", { name: "😀" }),
      ]);
      expect(good).toMatchObject({ status: "fulfilled", value: { data: { name: "Zoé" } } });
      expect(bad.status).toBe(encoding === "SQL_ASCII" ? "fulfilled" : "rejected");
    });

    if (encoding === "SQL_ASCII") return; // it stores all bytes unchanged
    test("data with an emoji is refused with the character and its path", async () => {
      const queue = openOne();
      const data = { user: { names: ["Zoé", "Ann 😀"] } };
      const refusal = { code: "INVALID_TASK_DATA", issues: [{ path: ["user", "names", 1] }] };
      const sentence =
        /data\.user\.names\[1\]: contains "😀" \(U\+1F600\), which the encoding of this database cannot store/;
      const { id } = await queue.addToQueue("ECHO", {});
      const calls = [
        () => queue.addToQueue("ECHO", data),
        () => db.$transaction((tx) => queue.addToQueue("ECHO", data, { tx })),
        () => queue.updateInQueue(id, { data }),
      ];
      for (const call of calls) {
        const refused = call();
        await expect(refused).rejects.toMatchObject(refusal);
        await expect(refused).rejects.toThrow(sentence);
      }
      const many = queue.addManyToQueue([
        { type: "ECHO", data: "é" },
        { type: "ECHO", data },
      ]);
      await expect(many).rejects.toMatchObject({ ...refusal, index: 1 });
      await expect(queue.addToQueue("ECHO", { "😀": 1 })).rejects.toMatchObject({ issues: [{ path: ["😀"] }] });
    });

    test("an option with an emoji is refused with its name", async () => {
      const queue = openOne();
      const options = [
        ["uniqueKey", { uniqueKey: "k😀" }],
        ["concurrencyKey", { concurrencyKey: "k😀" }],
        ["ownerId", { ownerId: "k😀" }],
        ["reference.id", { reference: { id: "😀", type: "User" }, ownerId: "me" }],
        ["tags[1]", { tags: ["é", "😀"] }],
      ] as const;
      for (const [option, given] of options)
        await expect(queue.addToQueue("ECHO", {}, given)).rejects.toMatchObject({ code: "INVALID_OPTIONS", option });
      const many = queue.addManyToQueue([{ type: "ECHO", data: {}, tags: ["😀"] }]);
      await expect(many).rejects.toMatchObject({ code: "INVALID_OPTIONS", option: "entries[0].tags[0]" });
      const { id } = await queue.addToQueue("ECHO", {});
      await expect(queue.updateInQueue(id, { uniqueKey: "😀" })).rejects.toMatchObject({ option: "uniqueKey" });
      await expect(queue.pauseType("ECHO", "😀")).rejects.toThrow(
        "The database's encoding does not have this character",
      );
    });
  });
});
