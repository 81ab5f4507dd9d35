import { fileURLToPath } from "node:url";
import { pageConfig } from "@package/ui/vite";
import { defineConfig, mergeConfig } from "vite";

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(mergeConfig(pageConfig(pathOf(".")), { resolve: { alias: { "@": pathOf("./src") } } }));
