// The process of one queue, controlled over IPC, so that its CPU time and memory are only those of the queue.

import type { Payload } from "../BenchQueue.ts";
import { monotonicMs } from "../monotonicMs.ts";
import { findQueueKind } from "../queues/queueKinds.ts";
import { closeQueries } from "../servers/queryOnce.ts";
import { startProfile } from "./profile.ts";
import type { CallAnswer, CallMessage, CallName, CallRequest, ReplyMessage, Usage } from "./protocol.ts";
import { readLiveHeap } from "./readLiveHeap.ts";

const [name = "", url = ""] = process.argv.slice(2);
const queue = await findQueueKind(name).create(url);

const reply = (message: ReplyMessage): void => void process.send?.(message);

let n = 0;
const payload = (sentAtMs: number): Payload => ({ n: n++, sentAtMs });

let runs = 0;
let firstRunAtMs = 0;
let lastRunAtMs = 0;
let latenciesMs: number[] = [];
let heapAtRun: number | undefined;
let liveHeapBytes = 0;
let startedCpu = process.cpuUsage();
let startedAtMs = 0;
let progressTimer: NodeJS.Timeout | undefined;
let profile: Awaited<ReturnType<typeof startProfile>> | undefined;

function startProgress(): void {
  let reported = -1;
  progressTimer = setInterval(() => {
    if (runs === reported) return;
    reported = runs;
    lastRunAtMs = monotonicMs();
    reply({ kind: "progress", runs });
  }, 5);
}

function note({ sentAtMs }: Payload): void {
  runs++;
  if (runs === heapAtRun) liveHeapBytes = readLiveHeap();
  if (sentAtMs === 0 && runs > 1) return;
  const now = monotonicMs();
  if (runs === 1) firstRunAtMs = now;
  if (sentAtMs > 0) latenciesMs.push(now - sentAtMs);
}

const usageSince = (fromMs: number, cpu: NodeJS.CpuUsage): Usage => {
  const { user, system } = process.cpuUsage(cpu);
  return {
    ms: monotonicMs() - fromMs,
    cpuMs: (user + system) / 1_000,
    peakRssBytes: process.resourceUsage().maxRSS * 1_024,
  };
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type Handlers = { [TName in CallName]: (request: CallRequest<TName>) => Promise<CallAnswer<TName>> };

const handlers: Handlers = {
  setUp: () => queue.setUp(),

  async addMany({ count, chunk }) {
    const [from, cpu] = [monotonicMs(), process.cpuUsage()];
    let left = count;
    const adder = async (): Promise<void> => {
      while (left > 0) {
        const size = Math.min(chunk, left);
        left -= size;
        await queue.addMany(Array.from({ length: size }, () => payload(0)));
      }
    };
    await Promise.all([adder(), adder()]);
    return usageSince(from, cpu);
  },

  async addSingly({ callers, durationMs }) {
    const [from, cpu] = [monotonicMs(), process.cpuUsage()];
    let count = 0;
    const caller = async (): Promise<void> => {
      while (monotonicMs() - from < durationMs) {
        await queue.addOne(payload(0));
        count++;
      }
    };
    await Promise.all(Array.from({ length: callers }, caller));
    return { ...usageSince(from, cpu), count };
  },

  async addPaced({ perSecond, durationMs }) {
    const from = monotonicMs();
    const total = Math.floor((perSecond * durationMs) / 1_000);
    const adding: Promise<void>[] = [];
    while (adding.length < total) {
      const due = Math.min(total, 1 + Math.floor(((monotonicMs() - from) * perSecond) / 1_000));
      // The time is when the task should have been added, so that a stalled process does not hide its delay.
      while (adding.length < due) adding.push(queue.addOne(payload(from + (adding.length * 1_000) / perSecond)));
      await pause(1);
    }
    await Promise.all(adding);
    return { count: total };
  },

  async addSpaced({ count, gapMs }) {
    for (let sent = 0; sent < count; sent++) {
      await pause(gapMs * (0.5 + Math.random()));
      await queue.addOne(payload(monotonicMs()));
    }
  },

  async startWorkers({ concurrency, workMs, heapAtRun: askedRun }) {
    [heapAtRun, liveHeapBytes] = [askedRun, 0];
    [runs, firstRunAtMs, lastRunAtMs, latenciesMs] = [0, 0, 0, []];
    [startedAtMs, startedCpu] = [monotonicMs(), process.cpuUsage()];
    startProgress();
    profile = await startProfile();
    const run =
      workMs === 0
        ? (task: Payload) => note(task) as undefined
        : async (task: Payload) => {
            note(task);
            await pause(workMs);
          };
    await queue.startWorkers({ concurrency, run });
  },

  async stopWorkers() {
    const usage = usageSince(startedAtMs, startedCpu);
    clearInterval(progressTimer);
    await profile?.stop();
    await queue.stopWorkers();
    return { ...usage, runs, firstRunAtMs, lastRunAtMs, latenciesMs, liveHeapBytes };
  },

  hasUnfinished: () => queue.hasUnfinished(),

  usage: async () => usageSince(0, { user: 0, system: 0 }),

  async close() {
    await queue.close();
    await closeQueries();
  },
};

process.on("message", (message: CallMessage) => {
  const handler = handlers[message.name] as (request: unknown) => Promise<unknown>;
  handler(message.request).then(
    (answer) => {
      reply({ kind: "answer", id: message.id, answer });
      if (message.name === "close") process.disconnect();
    },
    (error: unknown) =>
      reply({
        kind: "error",
        id: message.id,
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
  );
});
process.on("disconnect", () => process.exit());
