import { CliError } from "../CliError.ts";
import { addToList, readSetting, readStrings } from "../prisma/schemaText.ts";
import type { SchemaState } from "./readSchema.ts";

/** In which PostgreSQL schema the queue's tables are. */
export interface PgSchemaChoice {
  /** Name for `@@schema`; undefined if the Prisma schema uses one PostgreSQL schema for all models. */
  pgSchema: string | undefined;
  /** New text of the datasource block, if its list lacks the name. */
  datasource: string | undefined;
}

/**
 * Chooses the PostgreSQL schema of the queue's models. Prisma requires `@@schema` in each model if the datasource lists schemas.
 * @param option - the value of `--pg-schema`
 * @throws CliError when the option and the schema do not fit
 */
export function choosePgSchema({ datasource, pgSchema }: SchemaState, option: string | undefined): PgSchemaChoice {
  const listed = readStrings(readSetting(datasource.block, "schemas"));
  if (pgSchema !== undefined && option !== undefined && option !== pgSchema)
    throw new CliError(
      `The queue's models are in the PostgreSQL schema "${pgSchema}", and --pg-schema is "${option}". Move the tables with ALTER TABLE … SET SCHEMA first, and change the @@schema of the models.`,
    );
  const chosen = pgSchema ?? option;
  if (listed.length === 0) {
    if (chosen === undefined) return { pgSchema: undefined, datasource: undefined };
    throw new CliError(
      `--pg-schema is "${chosen}", but your datasource lists no schemas, so Prisma puts all models into one. Add schemas = ["public", "${chosen}"] to the datasource and @@schema("public") to each of your models, or leave --pg-schema out.`,
    );
  }
  if (chosen !== undefined) {
    const lacks = !listed.includes(chosen);
    return { pgSchema: chosen, datasource: lacks ? addToList(datasource.block, "schemas", chosen) : undefined };
  }
  const only = listed.length === 1 ? listed[0] : listed.find((name) => name === "public");
  if (only !== undefined) return { pgSchema: only, datasource: undefined };
  throw new CliError(
    `Your datasource lists several PostgreSQL schemas (${listed.join(", ")}). Say where the queue's tables belong with --pg-schema.`,
  );
}
