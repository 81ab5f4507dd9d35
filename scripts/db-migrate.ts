// Applies the migrations of prisma/migrations that the database at DATABASE_URL does not have.
//   DATABASE_URL=postgresql://… pnpm db:migrate
import { migrate } from "@package/db";

const url = process.env.DATABASE_URL;
try {
  if (!url) {
    throw new Error(
      "DATABASE_URL is not set. Set it to the database to migrate: postgresql://user:password@host:5432/name",
    );
  }
  const applied = await migrate(url);
  for (const name of applied) console.log(`Applied ${name}`);
  if (applied.length === 0) console.log("The database is up to date.");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
