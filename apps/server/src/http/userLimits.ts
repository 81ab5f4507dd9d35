import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** Limits per user. They are counted in this process only. */
export interface UserLimitSettings {
  /** Default 120. */
  changesPerMinute?: number | undefined;
  /** Default 60. */
  uploadsPerMinute?: number | undefined;
  /** Megabytes that a user may upload in an hour. The upload that exceeds it is still accepted. Default 2,000. */
  uploadMegabytesPerHour?: number | undefined;
  /** Megabytes of refused and broken-off uploads that the server reads from a user in an hour. They count only here. Default 2,000. */
  refusedMegabytesPerHour?: number | undefined;
}

/** Counts the calls of users. The methods `count…` return the seconds that the user has to wait, or null when the call is allowed. */
export interface UserLimits {
  countChange(userId: string): Promise<number | null>;
  countUpload(userId: string): Promise<number | null>;
  /** Adds the size of a stored upload, for the next `countUpload`. */
  addStoredUpload(userId: string, bytes: number): Promise<void>;
  /** Takes a refused or broken-off upload out of the count. It counts, with the bytes that were read, towards a limit of its own. */
  addRefusedUpload(userId: string, bytes: number): Promise<void>;
  /** Adds bytes of a request that was not counted as an upload. */
  addRefusedBytes(userId: string, bytes: number): Promise<void>;
  /** Returns whether the server still reads from the user what it will not store. */
  mayReadRefused(userId: string): Promise<boolean>;
}

export function createUserLimits(settings: UserLimitSettings = {}): UserLimits {
  const changes = new RateLimiterMemory({ points: settings.changesPerMinute ?? 120, duration: 60 });
  const uploads = new RateLimiterMemory({ points: settings.uploadsPerMinute ?? 60, duration: 60 });
  const uploadedBytes = bytesPerHour(settings.uploadMegabytesPerHour);
  const refusedBytes = bytesPerHour(settings.refusedMegabytesPerHour);
  // Empty files have no bytes, so refused uploads are counted too.
  const refusals = new RateLimiterMemory({ points: settings.uploadsPerMinute ?? 60, duration: 60 });
  return {
    countChange: (userId) => count(changes, userId),
    async countUpload(userId) {
      const waits = [uploadedBytes, refusedBytes, refusals].map((limiter) => waitOf(limiter, userId));
      const waitSeconds = Math.max(0, ...(await Promise.all(waits)));
      return waitSeconds > 0 ? waitSeconds : await count(uploads, userId);
    },
    async addStoredUpload(userId, bytes) {
      await uploadedBytes.penalty(userId, bytes);
    },
    async addRefusedUpload(userId, bytes) {
      await uploads.reward(userId, 1);
      await refusals.penalty(userId, 1);
      await refusedBytes.penalty(userId, bytes);
    },
    async addRefusedBytes(userId, bytes) {
      await refusedBytes.penalty(userId, bytes);
    },
    async mayReadRefused(userId) {
      return (await waitOf(refusedBytes, userId)) === 0;
    },
  };
}

function bytesPerHour(megabytes = 2000): RateLimiterMemory {
  return new RateLimiterMemory({ points: megabytes * 1_000_000, duration: 3600 });
}

/** Returns the seconds until a limit that is used up ends; 0 if it is not. */
async function waitOf(limiter: RateLimiterMemory, userId: string): Promise<number> {
  const used = await limiter.get(userId);
  return used !== null && used.consumedPoints >= limiter.points ? secondsOf(used) : 0;
}

async function count(limiter: RateLimiterMemory, userId: string): Promise<number | null> {
  try {
    await limiter.consume(userId);
    return null;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return secondsOf(refusal);
    throw refusal;
  }
}

function secondsOf(state: RateLimiterRes): number {
  return Math.max(1, Math.ceil(state.msBeforeNext / 1000));
}
