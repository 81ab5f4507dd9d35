export { DatabaseConnectionError, DatabaseSetupError } from "@package/postgres";
export { createPrismaClient, type PrismaClientOptions } from "./createPrismaClient.ts";
export { db } from "./db.ts";
export { Prisma, type PrismaClient } from "./generated/client.ts";
export { type MigrateOptions, migrate } from "./migrate.ts";
