import type { Chore } from "./Chore.ts";
import { providerBatch, removeIdleProviders } from "./removeIdleProviders.ts";
import { repeatBatches } from "./repeatBatches.ts";

export const removeUnusedProviders: Chore = {
  doing: "remove unused providers",
  everyMs: 3_600_000,
  run: ({ database }, isStopping) => repeatBatches(providerBatch, isStopping, () => removeIdleProviders(database)),
};
