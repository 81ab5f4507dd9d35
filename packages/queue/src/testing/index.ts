export { createTestQueue, type TestQueue, type TestQueueOptions } from "./createTestQueue.ts";
export type { Match } from "./matches.ts";
export type { PgClient } from "./pgClient.ts";
export { type RunWorkerOptions, runWorker, type WorkerRun } from "./runWorker.ts";
export { startTestServer, type TestServer } from "./startTestServer.ts";
export type { TestClock } from "./TestClock.ts";
