import { defineConfig } from "tsup";

// The JavaScript; the types beside it are written by tsc, because tsup's own way needs an API that TypeScript 7 has no more.
export default defineConfig({
  entry: ["src/index.ts", "src/monitor/index.ts"],
  format: "esm",
  target: "node20",
  dts: false,
  clean: true,
  sourcemap: true,
});
