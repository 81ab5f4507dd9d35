import { defineConfig } from "prisma/config";

// Generating never starts the native schema engine, yet the CLI downloads it first.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({ schema: "schema.prisma" });
