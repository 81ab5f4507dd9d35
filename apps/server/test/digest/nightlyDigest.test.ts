import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase } from "@package/db/testing";
import { QueueService } from "@package/queue";
import { expect, test } from "vitest";
import { readSettings } from "../../src/settings.ts";
import { startServer } from "../../src/startServer.ts";
import { TestClient } from "../TestClient.ts";

test("the server declares the schedule in its time zone, and a run by hand puts the digest into the inbox of the user", async () => {
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), "queue-digest-"));
  const env = { HOST: "127.0.0.1", DATA_DIR: dataDir, DIGEST_TIME_ZONE: "Europe/Berlin" };
  const settings = { ...readSettings(env), port: 0, isPortFixed: true };
  const server = await startServer({ settings, databaseUrl: database.url });
  const queue = new QueueService(database.db, { workers: {} });
  try {
    await expect
      .poll(() => queue.schedules.read("nightly-digest"), { timeout: 30_000 })
      .toMatchObject({
        status: "active",
        cron: "0 7 * * *",
        timeZone: "Europe/Berlin",
      });
    const ana = await database.db.user.findUniqueOrThrow({ where: { email: "ana@example.com" } });
    await database.db.queueTask.create({
      data: {
        ...{ id: "cfail0001", ownerId: ana.id, type: "IMAGE_PROCESS", data: {}, failedProviders: [] },
        ...{ status: "MAX_RETRIES_REACHED", finishedAt: new Date(Date.now() - 60_000), errorMessage: "Not an image." },
      },
    });
    expect(await queue.schedules.runNow("nightly-digest", { actor: "olga" })).toMatchObject({ outcome: "fired" });

    const client = new TestClient(server.url);
    const login = server.sampleLogins.find(({ name }) => name === "Ana");
    await client.signIn(login?.email ?? "", login?.password ?? "");
    const read = async (procedure: string, input?: unknown) => {
      const response = (await (await client.query(procedure, input)).json()) as { result: { data: unknown } };
      return response.result.data;
    };
    const listEmails = async () => ((await read("inbox.listEmails")) as { emails: { id: string }[] }).emails;
    await expect.poll(listEmails, { timeout: 30_000 }).toMatchObject([{ subject: "1 task failed" }]);
    const [listed] = await listEmails();
    const { text } = (await read("inbox.readEmail", { id: listed?.id })) as { text: string };
    expect(text).toContain("Photo\nNot an image.");
    expect(text).toContain(`${server.url}/tasks/cfail0001`);
  } finally {
    await queue.close();
    await server.stop();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  }
}, 120_000);
