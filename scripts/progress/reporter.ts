// Vitest takes the default export of the file that --reporter names.
export { ProgressReporter as default } from "./ProgressReporter.ts";
