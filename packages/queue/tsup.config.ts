import { defineConfig } from "tsup";

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
});

// The program `queue`. It contains the libraries that only it uses, so that users do not install them.
const program = defineConfig({
  entry: { "cli/main": "src/cli/main.ts" },
  format: "esm",
  target: "node20",
  dts: false,
  splitting: false,
  noExternal: ["commander", "diff"],
});

export default [library, program];
