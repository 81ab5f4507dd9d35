import { createTestDatabase, type TestDatabase } from "@package/db/testing";
import { vi } from "vitest";

/** An empty database that DATABASE_URL names from here on: examples use the `db` of that variable, so import them afterwards. */
export async function openExampleDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  vi.stubEnv("DATABASE_URL", database.url);
  return {
    ...database,
    async drop() {
      const { db } = await import("@package/db");
      await db.$disconnect();
      await database.drop();
    },
  };
}
