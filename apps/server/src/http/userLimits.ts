import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** Limits per user. They are counted in this process only. */
export interface UserLimitSettings {
  /** Default 120. */
  changesPerMinute?: number | undefined;
  /** Default 60. */
  uploadsPerMinute?: number | undefined;
  /** Megabytes that a user may upload in an hour. The upload that exceeds it is still accepted. Default 2,000. */
  uploadMegabytesPerHour?: number | undefined;
}

/** Counts the calls of users. Each method returns the seconds that the user has to wait, or null when the call is allowed. */
export interface UserLimits {
  countChange(userId: string): Promise<number | null>;
  countUpload(userId: string): Promise<number | null>;
  /** Adds the size of an upload, for the next `countUpload`. */
  addUploadBytes(userId: string, bytes: number): Promise<void>;
}

export function createUserLimits(settings: UserLimitSettings = {}): UserLimits {
  const changes = new RateLimiterMemory({ points: settings.changesPerMinute ?? 120, duration: 60 });
  const uploads = new RateLimiterMemory({ points: settings.uploadsPerMinute ?? 60, duration: 60 });
  const bytesLimit = (settings.uploadMegabytesPerHour ?? 2000) * 1_000_000;
  const uploadedBytes = new RateLimiterMemory({ points: bytesLimit, duration: 3600 });
  return {
    countChange: (userId) => count(changes, userId),
    async countUpload(userId) {
      const stored = await uploadedBytes.get(userId);
      if (stored !== null && stored.consumedPoints >= bytesLimit) return secondsOf(stored);
      return await count(uploads, userId);
    },
    async addUploadBytes(userId, bytes) {
      await uploadedBytes.penalty(userId, bytes);
    },
  };
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
