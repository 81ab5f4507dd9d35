import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defaultClientConditions, type UserConfig } from "vite";

/** Returns the settings with which both dashboards are built. @param root - folder of index.html */
export function pageConfig(root: string): UserConfig {
  return {
    root,
    // Relative to the <base> that the server writes into index.html, so that one build can be mounted under any path.
    base: "./",
    publicDir: fileURLToPath(new URL("../public", import.meta.url)),
    plugins: [react(), tailwindcss()],
    // Workspace packages resolve to their sources.
    resolve: { conditions: ["source", ...defaultClientConditions] },
    build: {
      target: "es2022",
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      // One file for what the first page needs, and one for what several lazy pages share: two large files compress better than many.
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              { name: "initial", tags: ["$initial"] },
              { name: "shared", minShareCount: 2 },
            ],
          },
        },
      },
    },
  };
}
