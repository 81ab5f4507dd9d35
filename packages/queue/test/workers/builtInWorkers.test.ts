import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, expectTypeOf, test, vi } from "vitest";
import { UnrecoverableError } from "../../src/domain/errors/errors.ts";
import type { PrismaClientLike } from "../../src/domain/types.ts";
import type { TaskInput, TaskResult } from "../../src/workers/defineWorker.ts";
import { importOptional } from "../../src/workers/importOptional.ts";
import {
  type BuiltInWorkers,
  builtInWorkerTypes,
  createBuiltInWorkers,
  diskStorage,
  type EmailSendResult,
  emailSendInput,
  type ImageProcessResult,
  imageProcessInput,
} from "../../src/workers/index.ts";
import { startMailServer } from "./startMailServer.ts";
import { createTestContext } from "./testContext.ts";

const noDatabase: PrismaClientLike = { $queryRawUnsafe: () => Promise.reject(new Error("There is no database here.")) };

test("there is a worker for each built-in type", () => {
  expect(Object.keys(createBuiltInWorkers({ db: noDatabase }))).toEqual([...builtInWorkerTypes]);
});

test("the data of each type is known to the compiler", () => {
  expectTypeOf<{ imageUrl: string }>().toExtend<TaskInput<BuiltInWorkers, "IMAGE_PROCESS">>();
  expectTypeOf<{ to: string; template: "welcome" }>().toExtend<TaskInput<BuiltInWorkers, "EMAIL_SEND">>();
  expectTypeOf<{ to: string; template: "nonsense" }>().not.toExtend<TaskInput<BuiltInWorkers, "EMAIL_SEND">>();
  expectTypeOf<{ fileUrl: string }>().toExtend<TaskInput<BuiltInWorkers, "CONTACT_IMPORT">>();
  expectTypeOf<TaskResult<BuiltInWorkers, "IMAGE_PROCESS">>().toEqualTypeOf<ImageProcessResult>();
  expectTypeOf<TaskResult<BuiltInWorkers, "EMAIL_SEND">>().toEqualTypeOf<EmailSendResult>();
});

test.each([
  [imageProcessInput, { imageUrl: "https://example.com/image.jpg" }],
  [imageProcessInput, { imageUrl: "https://example.com/image.jpg", options: { resize: true, format: "webp" } }],
  [emailSendInput, { to: "user@example.com", subject: "Welcome", template: "welcome-email" }],
  [emailSendInput, { to: "user@example.com", template: "welcome" }],
])("the documented data is valid: %#", (schema, data) => {
  expect(schema.safeParse(data).success).toBe(true);
});

test("disposing of the workers disconnects from the mail server, and later emails connect again", async () => {
  await using server = await startMailServer();
  const workers = createBuiltInWorkers({ db: noDatabase, mail: { url: server.url, from: "hello@acme.example" } });
  const data = emailSendInput.parse({ to: "user@example.com", template: "welcome" });
  await workers.EMAIL_SEND.run(data, createTestContext());
  expect(server.openConnections()).toBe(1);
  await workers[Symbol.asyncDispose]();
  await vi.waitUntil(() => server.openConnections() === 0);
  await workers.EMAIL_SEND.run(data, createTestContext());
  await workers[Symbol.asyncDispose]();
  expect(server.emails).toHaveLength(2);
});

test("disposing of workers that never sent an email does not connect", async () => {
  await using server = await startMailServer();
  await createBuiltInWorkers({ db: noDatabase, mail: { url: server.url } })[Symbol.asyncDispose]();
  expect(server.connections()).toBe(0);
});

test("a custom storage and the default address policy reach the workers", async () => {
  const folder = await mkdtemp(join(tmpdir(), "project-"));
  const workers = createBuiltInWorkers({ db: noDatabase, storage: diskStorage(folder) });
  const run = (imageUrl: string) =>
    workers.IMAGE_PROCESS.run(imageProcessInput.parse({ imageUrl }), createTestContext());
  await expect(run("upload:uploads/user-1/a.jpg")).rejects.toThrow("no longer exists");
  await expect(run("http://169.254.169.254/latest/meta-data")).rejects.toThrow("not on the public internet");
  await rm(folder, { recursive: true });
});

test("a library that is not installed is named with the command that installs it", async () => {
  const missing = importOptional("library-that-is-missing", "IMAGE_PROCESS");
  await expect(missing).rejects.toThrow(UnrecoverableError);
  await expect(missing).rejects.toThrow(
    "Install library-that-is-missing to run IMAGE_PROCESS: npm install library-that-is-missing (",
  );
});
