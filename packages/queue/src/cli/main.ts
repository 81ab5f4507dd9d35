#!/usr/bin/env node
/*! Contains commander and diff. Their licences are in THIRD-PARTY-NOTICES. */
import { readFile } from "node:fs/promises";
import { summariseError } from "../domain/errors/summariseError.ts";
import { CliError } from "./CliError.ts";
import { createProgram } from "./createProgram.ts";

async function main(): Promise<void> {
  const manifest = await readFile(new URL("../../package.json", import.meta.url), "utf8");
  const program = createProgram({
    root: process.cwd(),
    version: (JSON.parse(manifest) as { version: string }).version,
    print: (text) => console.log(text),
    exitWith: (code) => {
      process.exitCode = code;
    },
  });
  await program.parseAsync();
}

main().catch((error: unknown) => {
  console.error(error instanceof CliError ? error.message : `The command failed: ${summariseError(error)}`);
  process.exitCode = 1;
});
