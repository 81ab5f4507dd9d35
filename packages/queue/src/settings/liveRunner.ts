/** SQL: whether a row `q` of "QueueRunner" belongs to a runner that is alive, by its last heartbeat. */
export const isLiveRunner = `q."heartbeatAt" > statement_timestamp() - interval '45 seconds'`;

/** SQL: whether a live runner has the code that declares what a row `r` of "QueueRelease" says. */
export const isLiveRelease = `EXISTS (SELECT 1 FROM "QueueRunner" q WHERE q.release = r.release AND q.declared = r.declared AND ${isLiveRunner})`;
