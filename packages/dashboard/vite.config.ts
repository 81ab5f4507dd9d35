import { fileURLToPath } from "node:url";
import { pageConfig } from "@package/ui/vite";
import { defineConfig, mergeConfig } from "vite";

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(
  mergeConfig(pageConfig(pathOf("./src/browser")), {
    build: {
      outDir: pathOf("./dist/browser"),
      emptyOutDir: true,
      // The package is published with the libraries that the page contains.
      license: { fileName: "THIRD-PARTY-NOTICES.md" },
    },
  }),
);
