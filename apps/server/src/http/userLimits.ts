import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** How often and how much each user may do; counted in this process alone. */
export interface UserLimitSettings {
  /** Default 120. */
  changesPerMinute?: number | undefined;
  /** Default 60. */
  uploadsPerMinute?: number | undefined;
  /** Megabytes that a user's uploads may have in an hour. The upload that goes above is still taken. Default 2,000. */
  uploadMegabytesPerHour?: number | undefined;
}

/** Counts what users do. Each answers the seconds that this user has to wait first, or null when the call is fine. */
export interface UserLimits {
  countChange(userId: string): Promise<number | null>;
  countUpload(userId: string): Promise<number | null>;
  /** Counts what an upload brought; told by the next `countUpload`. */
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
