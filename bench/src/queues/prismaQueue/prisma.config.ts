import { defineConfig } from "prisma/config";

// Generating never starts the native schema engine, but the CLI would download it.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({ schema: "schema.prisma" });
