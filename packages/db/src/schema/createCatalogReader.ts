import {
  type ColumnType,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
} from "@prisma/driver-adapter-utils";
import pg from "pg";

const TIMESTAMPTZ = 1184;

/** The types of the catalogs' columns, by their oid in PostgreSQL. All others are read as strings. */
const columnTypes = new Map<number, ColumnType>([
  [16, ColumnTypeEnum.Boolean], // bool
  [18, ColumnTypeEnum.Character], // "char"
  [20, ColumnTypeEnum.Int64], // int8
  [21, ColumnTypeEnum.Int32], // int2
  [23, ColumnTypeEnum.Int32], // int4
  [26, ColumnTypeEnum.Int64], // oid
  [1003, ColumnTypeEnum.TextArray], // name[]
  [1009, ColumnTypeEnum.TextArray], // text[]
  [TIMESTAMPTZ, ColumnTypeEnum.DateTime],
]);

/** The engine expects times as strings. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    if (oid === TIMESTAMPTZ) return (text: string) => new Date(text).toISOString();
    return pg.types.getTypeParser(oid, format);
  },
};

/**
 * Gives the schema engine read access to the catalogs of a database. The client's adapter cannot be used: it refuses the type
 * "char", which many columns of the catalogs have.
 */
export function createCatalogReader(client: pg.Client): SqlMigrationAwareDriverAdapterFactory {
  const info = { provider: "postgres", adapterName: "catalog-reader" } as const;
  const refuse = (): never => {
    throw new Error("The schema engine tried to change the database; this connection is for reading only.");
  };
  const reader: SqlDriverAdapter = {
    ...info,
    queryRaw: (query) => readRows(client, query),
    executeRaw: refuse,
    executeScript: refuse,
    startTransaction: refuse,
    dispose: async () => {},
  };
  return { ...info, connect: async () => reader, connectToShadowDb: refuse };
}

async function readRows(client: pg.Client, query: SqlQuery): Promise<SqlResultSet> {
  const result = await client.query<unknown[]>({ text: query.sql, values: query.args, rowMode: "array", types });
  return {
    columnNames: result.fields.map((field) => field.name),
    columnTypes: result.fields.map((field) => columnTypes.get(field.dataTypeID) ?? ColumnTypeEnum.Text),
    rows: result.rows,
  };
}
