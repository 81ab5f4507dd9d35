import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { createTestDatabase, type TestDatabase } from "@package/db/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { diskStorage } from "../../src/workers/storage/diskStorage.ts";

const program = fileURLToPath(new URL("importContacts.program.ts", import.meta.url));
const node = fileURLToPath(new URL("../../../../node_modules/.bin/node", import.meta.url));
const fileKey = "uploads/user-1/contacts.csv";
const rows = 100_000;

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "imports-"));
  await diskStorage(folder).write(fileKey, Readable.from(createCsv(), { objectMode: false }));
});
afterAll(async () => {
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Every thousandth row is not a contact. */
function* createCsv(): Generator<string> {
  yield "email,name,company\r\n";
  for (let row = 1; row <= rows; row += 1) {
    yield row % 1_000 === 0 ? `nobody,"Row ${row}",\r\n` : `person${row}@example.com,"Doe, Person ${row}",Acme\r\n`;
  }
}

/** Runs the import in a separate process; `onLine` receives each line that it prints. */
async function runInProcess(onLine: (line: string, kill: () => void) => void): Promise<NodeJS.Signals | number | null> {
  const child = spawn(node, ["--conditions=source", program, database.url, folder, fileKey, "killed-import"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  createInterface({ input: child.stdout }).on("line", (line) => onLine(line, () => child.kill("SIGKILL")));
  const [code, signal] = await once(child, "close");
  return signal ?? code;
}

test("an import of 100,000 rows that is killed twice ends with every row once and the right counts", async () => {
  for (const note of ["20,000 of 100,000 rows", "60,000 of 100,000 rows"]) {
    const end = await runInProcess((line, kill) => {
      if (line === note) kill();
    });
    expect(end).toBe("SIGKILL");
    const stored = await database.db.contact.count();
    expect(stored).toBeGreaterThan(0);
    expect(stored).toBeLessThan(rows - 10_000);
  }

  const lines: string[] = [];
  expect(await runInProcess((line) => lines.push(line))).toBe(0);
  expect(lines).not.toContain("59,000 of 100,000 rows");
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ rows, imported: 99_900, rejected: 100 });

  const [found] = await database.db.$queryRaw<{ rows: number; distinct: number; emails: number; last: number }[]>`
    SELECT count(*)::int AS rows, count(DISTINCT "rowNumber")::int AS distinct, count(DISTINCT email)::int AS emails,
      max("rowNumber")::int AS last
    FROM "Contact" WHERE "importId" = 'killed-import'`;
  expect(found).toEqual({ rows: 99_900, distinct: 99_900, emails: 99_900, last: 99_999 });
  expect(await database.db.contactImportError.count()).toBe(100);
}, 120_000);
