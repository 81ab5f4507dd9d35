import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@package/db/testing";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { PrismaClientLike } from "../../src/domain/types.ts";
import { type ContactImportResult, createContactImportWorker } from "../../src/workers/contactImport/contactImport.ts";
import { contactImportInput } from "../../src/workers/contactImport/contactImportInput.ts";
import { diskStorage } from "../../src/workers/storage/diskStorage.ts";
import type { FileStorage } from "../../src/workers/storage/FileStorage.ts";
import { createTestContext, type TestContext } from "./testContext.ts";

/** Storage key of the file that the tests upload. */
export const fileKey = "uploads/user-1/contacts.csv";

/** Sets up a database for a test file, and a storage for each of its tests, to run imports. */
export function setUpImports() {
  let database: TestDatabase;
  let folder: string;
  let storage: FileStorage;
  let imports = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database?.drop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "imports-"));
    storage = diskStorage(folder);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function newContext(signal?: AbortSignal): TestContext {
    imports += 1;
    return createTestContext({ id: `import-${imports}`, ...(signal ? { signal } : {}) });
  }

  /** Runs an import, by default of the uploaded file. */
  async function run(
    context: TestContext,
    options: { data?: unknown; db?: PrismaClientLike; storage?: FileStorage } = {},
  ): Promise<ContactImportResult> {
    const sources = { storage: options.storage ?? storage, isAddressAllowed: () => true };
    const data = contactImportInput.parse(options.data ?? { fileUrl: `upload:${fileKey}` });
    return createContactImportWorker(options.db ?? database.db, sources).run(data, context);
  }

  async function upload(content: string | Uint8Array): Promise<void> {
    await storage.write(fileKey, Buffer.from(content));
  }

  async function runFile(content: string | Uint8Array, context = newContext()): Promise<ContactImportResult> {
    await upload(content);
    return run(context);
  }

  function readContacts(context: TestContext) {
    return database.db.contact.findMany({
      where: { importId: context.task.id },
      orderBy: { rowNumber: "asc" },
      select: { rowNumber: true, email: true, name: true, company: true, ownerId: true },
    });
  }

  async function readEmails(context: TestContext): Promise<string[]> {
    return (await readContacts(context)).map(({ email }) => email);
  }

  return {
    database: () => database.db,
    storage: () => storage,
    newContext,
    run,
    upload,
    runFile,
    readContacts,
    readEmails,
  };
}

/** Creates a CSV file of people with different email addresses. */
export function createCsv(rows: number): string {
  const lines = Array.from({ length: rows }, (_, index) => `person${index + 1}@example.com,Person ${index + 1}`);
  return `email,name\n${lines.join("\n")}\n`;
}
