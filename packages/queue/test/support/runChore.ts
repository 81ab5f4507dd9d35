import type { TestDatabase } from "@package/db/testing";
import type { Database } from "../../src/database/database.ts";
import { prismaDatabase } from "../../src/database/database.ts";
import type { Chore } from "../../src/maintenance/Chore.ts";
import { ChangeNotifier } from "../../src/notifying/ChangeNotifier.ts";
import { type QueueServiceOptions, resolveServiceOptions } from "../../src/validation/options.ts";

/** Runs a chore once, without a timer, and returns the errors that it reported. */
export async function runChore(
  chore: Chore,
  { db }: Pick<TestDatabase, "db">,
  options: QueueServiceOptions & { database?: Database } = {},
): Promise<Error[]> {
  const { database = prismaDatabase(db), ...rest } = options;
  const reported: Error[] = [];
  const onError = (_doing: string, error: unknown) => void reported.push(error as Error);
  await chore.run(
    { database, settings: resolveServiceOptions(rest), changes: new ChangeNotifier(database, false), onError },
    () => false,
  );
  return reported;
}
