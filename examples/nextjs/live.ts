import { createLiveStatus, type LiveStatus } from "@package/api";
import { db } from "@package/db";
import { isServerless } from "@/isServerless";

const shared = globalThis as typeof globalThis & { live?: LiveStatus };

// A serverless platform ends a stream with its function. Without `live`, pages poll.
if (!isServerless) shared.live ??= createLiveStatus({ db, connectionString: process.env.DATABASE_URL });

/** Sends changes to all open streams of this process. */
export const live = shared.live;
