import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";

type Exports = Record<string, unknown>;

/** A function of the bindings that their types leave out. */
interface LinkableBindings {
  __wbg_set_wasm(exports: Exports): void;
}

/** The part of the global object that is used here. The types of Node leave it out. */
interface WebAssemblyHost {
  WebAssembly: { instantiate(code: Uint8Array, imports: object): Promise<{ instance: { exports: Exports } }> };
}

let loading: Promise<typeof bindings.SchemaEngine> | undefined;

/**
 * Loads Prisma's schema engine from its WebAssembly build, which npm installs. `prisma migrate diff` would download the native
 * one from another host.
 */
export function loadSchemaEngine(): Promise<typeof bindings.SchemaEngine> {
  loading ??= linkModule();
  return loading;
}

async function linkModule(): Promise<typeof bindings.SchemaEngine> {
  // Without this registry a TypeError hides the message of a panic.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message: (message: string) => console.error(`Prisma's schema engine panicked: ${message}`),
    },
  });
  const entry = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm");
  const code = await readFile(entry.replace(/\.js$/, "_bg.wasm"));
  // Linked by hand, because Node cannot import .wasm files.
  const { WebAssembly } = globalThis as unknown as WebAssemblyHost;
  const { instance } = await WebAssembly.instantiate(code, { "./schema_engine_bg.js": bindings });
  (bindings as unknown as LinkableBindings).__wbg_set_wasm(instance.exports);
  const initialize = instance.exports.__wbindgen_start as () => void;
  initialize();
  return bindings.SchemaEngine;
}
