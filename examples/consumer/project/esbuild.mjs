import { build } from "esbuild";

await build({
  entryPoints: ["src/main.ts"],
  outfile: "out/esbuild.mjs",
  bundle: true,
  minify: true,
  platform: "node",
  format: "esm",
  // `pg` is CommonJS, and calls require().
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
});
