// A process that runs tasks until SIGTERM, or until it is killed.
import { createPrismaClient } from "@package/db";
import { QueueService } from "@package/queue";
import { breakEngine } from "../engine/breakEngine.ts";
import { ClaimWatch } from "../engine/ClaimWatch.ts";
import { StatementKiller } from "../engine/StatementKiller.ts";
import { tapPg } from "../engine/tapPg.ts";
import { createRandom } from "../random.ts";
import { openLedger } from "../record/Ledger.ts";
import { createChaosWorkers } from "./createChaosWorkers.ts";
import { readEnvironment } from "./environment.ts";
import { watchStalls } from "./watchStalls.ts";

const environment = readEnvironment();
const { databaseUrl, leaseMs, heartbeatMs, sweepMs, hasOwnConnections, broken } = environment;
const write = openLedger(environment.ledger);
const claims = new ClaimWatch();
const breaker = broken ? breakEngine(broken, { onFirst: () => write({ e: "broke" }) }) : undefined;
const killer = new StatementKiller({
  random: createRandom(environment.seed).fork("kills"),
  rate: environment.killRate,
  kill: (when) => {
    write({ e: "dying", when });
    process.kill(process.pid, "SIGKILL");
  },
});
tapPg({
  onRows: (text, values, rows) => {
    claims.onRows(text, values, rows);
    killer.onRows(text);
  },
  rewrite: (text) => killer.rewrite(breaker?.rewrite(text) ?? text),
});
watchStalls(heartbeatMs / 2, (ms) => write({ e: "stall", ms }));

const queue = new QueueService(createPrismaClient(databaseUrl), {
  workers: createChaosWorkers({ write, claims, random: createRandom(environment.seed), leaseMs, databaseUrl }),
  ...(hasOwnConnections ? { connectionString: databaseUrl } : {}),
  leaseMs,
  heartbeatMs,
  sweepMs,
  pollMs: 200,
  timeoutMs: 20_000,
  backoff: { baseMs: 100, maxMs: 1_500 },
  logger: { info: () => {}, warn: () => {}, error: (message, fields) => console.error(message, fields) },
});
/** Tasks that a rescue ended. Their event follows, and is about the claim of another process. */
const ended = new Set<string>();
queue.on("rescued", ({ id, status }) => void (status === "MAX_RETRIES_REACHED" && ended.add(id)));
for (const name of ["completed", "failed", "exhausted", "cancelled", "leaseLost"] as const) {
  queue.on(name, ({ id, attempt }) => {
    if (name === "exhausted" && ended.delete(id)) return;
    write({ e: "emitted", name, taskId: id, token: claims.findAttempt(id, attempt) });
  });
}
queue.on("error", ({ doing, error }) => write({ e: "trouble", doing, message: String(error).slice(0, 300) }));
queue.start({ concurrency: 8, shutdownGraceMs: 3_000 });

process.on("SIGTERM", () => void queue.close().then(() => process.exit(0)));
console.log("running");
