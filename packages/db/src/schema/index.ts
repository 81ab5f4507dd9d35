export { diffSchema } from "./diffSchema.ts";
export { scriptModels } from "./scriptModels.ts";
