import { createPrismaClient } from "@package/db";
import { createContactImportWorker } from "../../src/workers/contactImport/contactImport.ts";
import { contactImportInput } from "../../src/workers/contactImport/contactImportInput.ts";
import { diskStorage } from "../../src/workers/storage/diskStorage.ts";
import { createTestContext } from "./testContext.ts";

// Runs as a separate process, so that tests can kill it: importContacts.program.ts <database> <folder> <file key> <task id>
const [databaseUrl = "", folder = "", fileKey = "", id = ""] = process.argv.slice(2);
const db = createPrismaClient(databaseUrl);
const worker = createContactImportWorker(db, { storage: diskStorage(folder), isAddressAllowed: () => false });
const context = {
  ...createTestContext({ id }),
  progress: (_percent: number, note?: string) => void process.stdout.write(`${note}\n`),
};
const result = await worker.run(contactImportInput.parse({ fileUrl: `upload:${fileKey}` }), context);
process.stdout.write(`${JSON.stringify(result)}\n`);
await db.$disconnect();
