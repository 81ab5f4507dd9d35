import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";

const src = fileURLToPath(new URL("./src", import.meta.url));

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  // Relative to the <base> that the server writes into index.html, so that one build can be mounted under any path.
  base: "./",
  plugins: [react(), tailwindcss()],
  // Workspace packages resolve to their sources.
  resolve: { alias: { "@": src }, conditions: ["source", ...defaultClientConditions] },
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // One file for what every page needs: it compresses better than the many small ones that the lazy pages share.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "shared", minShareCount: 2 }] } } },
  },
});
