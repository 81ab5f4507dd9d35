import type { Measure } from "./Measure.ts";
import { withQueue } from "./withQueue.ts";

/** Tasks added one by one, each call waiting for its task to be durable. */
export const singleAdd: Measure = {
  name: "add",
  about: "single adds by 1, 10 and 100 callers at once",
  maxRounds: 3,
  take: (kind, servers, { isQuick }) =>
    withQueue(kind, servers, 0, async ({ producer }) => {
      await producer.call("addSingly", { callers: 10, durationMs: 500 });
      const reading: Record<string, number> = {};
      for (const callers of [1, 10, 100]) {
        const { count, ms } = await producer.call("addSingly", { callers, durationMs: isQuick ? 1_000 : 3_000 });
        reading[`addPerSecond${callers}`] = (count * 1_000) / ms;
      }
      return reading;
    }),
};
