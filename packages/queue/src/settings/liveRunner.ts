/** SQL: whether a row `q` of "QueueRunner" belongs to a runner that is alive, by its last heartbeat. */
export const isLiveRunner = `q."heartbeatAt" > statement_timestamp() - interval '45 seconds'`;
