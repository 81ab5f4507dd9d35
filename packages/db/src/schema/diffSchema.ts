import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { connectClient } from "@package/postgres";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { prismaDir } from "../prismaDir.ts";
import { createCatalogReader } from "./createCatalogReader.ts";
import { loadSchemaEngine } from "./loadSchemaEngine.ts";

/**
 * Compares the database at `url` with a Prisma schema, by default `prisma/schema.prisma`. Returns the SQL that would change the
 * database to match the schema, or undefined when they agree. It ignores everything that the schema language cannot express:
 * CHECK constraints, indexes on expressions, storage settings.
 */
export async function diffSchema(
  url: string,
  schemaFile: string = join(prismaDir, "schema.prisma"),
): Promise<string | undefined> {
  const files = [{ path: schemaFile, content: await readFile(schemaFile, "utf8") }];
  const client = await connectClient(url);
  try {
    const SchemaEngine = await loadSchemaEngine();
    const engine = await SchemaEngine.new(
      { datamodels: files.map((file) => [file.path, file.content]) },
      () => {}, // it logs each step
      bindMigrationAwareSqlAdapterFactory(createCatalogReader(client)),
    );
    const { exitCode, stdout } = await engine.diff({
      from: { tag: "schemaDatasource", files, configDir: prismaDir },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return exitCode === 0 ? undefined : (stdout ?? "");
  } finally {
    await client.end();
  }
}
