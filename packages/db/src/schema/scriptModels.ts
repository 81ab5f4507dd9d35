import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type pg from "pg";
import { createCatalogReader } from "./createCatalogReader.ts";
import { loadSchemaEngine } from "./loadSchemaEngine.ts";

/** A schema around models that have neither a generator nor a datasource. */
const header = `generator client {
  provider        = "prisma-client"
  output          = "unused"
  previewFeatures = ["partialIndexes"]
}

datasource db {
  provider = "postgresql"
}

`;

const BOOL = 16;
const INT4 = 23;
const TEXT = 25;

/** The engine asks the server for its version before it compares anything, even with an empty database. */
const versionReply = {
  fields: [
    { name: "exists", dataTypeID: BOOL },
    { name: "version", dataTypeID: TEXT },
    { name: "numeric_version", dataTypeID: INT4 },
  ],
  rows: [[true, "PostgreSQL 18.0", 180_000]],
};

/** The engine creates the schema `public` first. The tables belong into the schema that the connection finds first. */
const schemaStep = /^-- CreateSchema\nCREATE SCHEMA [^;]*;\n+/;

/** Returns the SQL with which Prisma creates the tables of these models in an empty database. It needs no database. */
export async function scriptModels(models: string): Promise<string> {
  const files = [{ path: "schema.prisma", content: header + models }];
  const SchemaEngine = await loadSchemaEngine();
  const client = { query: async () => versionReply } as unknown as pg.Client;
  const engine = await SchemaEngine.new(
    { datamodels: files.map((file) => [file.path, file.content]) },
    () => {}, // it logs each step
    bindMigrationAwareSqlAdapterFactory(createCatalogReader(client)),
  );
  const { stdout } = await engine.diff({
    from: { tag: "empty" },
    to: { tag: "schemaDatamodel", files },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return (stdout ?? "").replace(schemaStep, "");
}
