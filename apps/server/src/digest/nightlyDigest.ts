import { createFailureDigestWorker } from "./createFailureDigestWorker.ts";
import type { DigestParts } from "./DigestParts.ts";

/** The worker and the schedule that email each user what has failed, every morning at 7 in a time zone. */
export function nightlyDigest(parts: DigestParts, timeZone: string) {
  return {
    workers: { FAILURE_DIGEST: createFailureDigestWorker(parts) },
    schedules: {
      "nightly-digest": {
        type: "FAILURE_DIGEST",
        data: {},
        cron: "0 7 * * *",
        timeZone,
        options: { concurrencyKey: "failure-digest" },
      },
    },
  } as const;
}
