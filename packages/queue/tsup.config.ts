import { defineConfig } from "tsup";
import { createNoticesPlugin } from "./build/createNoticesPlugin.ts";

const notices = createNoticesPlugin("THIRD-PARTY-NOTICES");

// tsup writes the JavaScript and tsc the types, because tsup's type output needs an API that TypeScript 7 removed.
const library = defineConfig({
  entry: [
    "src/index.ts",
    "src/QueueService.ts",
    "src/monitor/index.ts",
    "src/workers/index.ts",
    "src/testing/index.ts",
  ],
  format: "esm",
  target: "node20",
  dts: false,
  clean: true,
  sourcemap: true,
  esbuildPlugins: [notices],
});

// The program `queue`. It contains the libraries that only it uses, so that users do not install them.
const program = defineConfig({
  entry: { "cli/main": "src/cli/main.ts" },
  format: "esm",
  target: "node20",
  dts: false,
  splitting: false,
  noExternal: ["commander", "diff"],
  // commander 14, the last one for Node.js 20, is CommonJS and requires modules of Node.js.
  banner: {
    js: 'import { createRequire as createOwnRequire } from "node:module"; const require = createOwnRequire(import.meta.url);',
  },
  esbuildPlugins: [notices],
});

export default [library, program];
