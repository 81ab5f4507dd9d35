import { defineConfig } from "prisma/config";

// These commands never start the native schema engine, but the CLI would download it. `prisma migrate` still gets it.
if (["generate", "validate", "format"].includes(process.argv[2] ?? "")) {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;
}

export default defineConfig({
  schema: "../../prisma/schema.prisma",
  migrations: { path: "../../prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "" },
});
