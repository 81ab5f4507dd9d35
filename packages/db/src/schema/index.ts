export { diffSchema } from "./diffSchema.ts";
