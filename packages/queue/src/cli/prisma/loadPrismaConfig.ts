import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { CliError } from "../CliError.ts";

/** The settings of a project's prisma.config.ts that the CLI needs. */
export interface PrismaConfig {
  /** Path of the schema. */
  schema: string | undefined;
  /** Folder of the migrations. */
  migrations: string | undefined;
  /** URL of the database. */
  url: string | undefined;
}

/** What `@prisma/config` exports, as far as it is used here. */
interface ConfigLoader {
  loadConfigFromFile(input: { configRoot: string }): Promise<{
    resolvedPath: string | null;
    config: { schema?: string; migrations?: { path?: string }; datasource?: { url?: string } };
    error?: { _tag: string; error?: Error };
  }>;
}

/**
 * Loads prisma.config.ts with the project's own Prisma, so that both read the same. Returns undefined if there is none.
 * @param isOptional - return undefined if it cannot be loaded, too
 * @throws CliError when it cannot be loaded
 */
export async function loadPrismaConfig(root: string, isOptional: boolean): Promise<PrismaConfig | undefined> {
  const loader = await importLoader(root);
  if (!loader) return undefined;
  const { resolvedPath, config, error } = await loader.loadConfigFromFile({ configRoot: root });
  if (error) {
    if (isOptional || error._tag === "ConfigFileNotFound") return undefined;
    throw new CliError(
      `prisma.config.ts cannot be loaded: ${error.error?.message ?? error._tag}. Correct it ("npx prisma validate" reports the same), or pass --schema.`,
    );
  }
  if (resolvedPath === null) return undefined;
  return { schema: config.schema, migrations: config.migrations?.path, url: config.datasource?.url || undefined };
}

async function importLoader(root: string): Promise<ConfigLoader | undefined> {
  try {
    const prisma = createRequire(join(root, "package.json")).resolve("prisma/package.json");
    const path = createRequire(join(dirname(prisma), "package.json")).resolve("@prisma/config");
    return (await import(pathToFileURL(path).href)) as ConfigLoader;
  } catch {
    return undefined; // Prisma is not installed; findProject says so
  }
}
