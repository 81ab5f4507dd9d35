// Vitest finds its configuration only under this name.
export { default } from "./vitest.workspace.ts";
