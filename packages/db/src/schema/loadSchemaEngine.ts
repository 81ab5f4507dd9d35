import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";

type Exports = Record<string, unknown>;

/** What the bindings have and their types leave out. */
interface LinkableBindings {
  __wbg_set_wasm(exports: Exports): void;
}

/** The part of the global that is used here; the types of Node leave it out. */
interface WebAssemblyHost {
  WebAssembly: { instantiate(code: Uint8Array, imports: object): Promise<{ instance: { exports: Exports } }> };
}

let loading: Promise<typeof bindings.SchemaEngine> | undefined;

/**
 * Loads Prisma's schema engine from its WebAssembly build. `prisma migrate diff` would want the native one, which it
 * downloads from a host of its own; this one comes from npm with everything else.
 */
export function loadSchemaEngine(): Promise<typeof bindings.SchemaEngine> {
  loading ??= linkModule();
  return loading;
}

async function linkModule(): Promise<typeof bindings.SchemaEngine> {
  // Without this registry the message of a panic is lost behind a TypeError.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message: (message: string) => console.error(`Prisma's schema engine panicked: ${message}`),
    },
  });
  const entry = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm");
  const code = await readFile(entry.replace(/\.js$/, "_bg.wasm"));
  // Linked by hand, because Node does not import .wasm files by itself.
  const { WebAssembly } = globalThis as unknown as WebAssemblyHost;
  const { instance } = await WebAssembly.instantiate(code, { "./schema_engine_bg.js": bindings });
  (bindings as unknown as LinkableBindings).__wbg_set_wasm(instance.exports);
  const initialize = instance.exports.__wbindgen_start as () => void;
  initialize();
  return bindings.SchemaEngine;
}
