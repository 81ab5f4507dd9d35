import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { defineWorker, defineWorkers, ProviderError } from "../src/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();

/** Runs one attempt with this worker, and returns the stored task and attempt. */
async function failBy(run: () => unknown) {
  const queue = queues.open(defineWorkers({ FAIL: defineWorker({ run }) }));
  const { id } = await queue.addToQueue("FAIL", {});
  await queue.processJob(id).catch(() => {});
  const attempt = await queues.database.db.queueTaskAttempt.findFirstOrThrow({ where: { taskId: id } });
  return { task: await queue.readFromQueue(id), attempt };
}

/** Returns a port without a listener. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test("a fetch from an unreachable host is recorded with the reason, its code and a clear message", async () => {
  const port = await closedPort();
  const { task, attempt } = await failBy(() => fetch(`http://127.0.0.1:${port}`));
  const reason = `connect ECONNREFUSED 127.0.0.1:${port}`;
  expect(attempt).toMatchObject({ errorClass: "TypeError", errorMessage: "fetch failed", errorCode: null });
  expect(attempt.errorCauses).toEqual([{ errorClass: "Error", code: "ECONNREFUSED", message: reason }]);
  expect(attempt.errorStack).toContain(`caused by Error: ${reason}`);
  expect(task?.errorMessage).toBe(`fetch failed (ECONNREFUSED: ${reason})`);
});

test("a Promise.any that fails is recorded with each of its errors", async () => {
  const refuse = async (message: string) => {
    throw new RangeError(message);
  };
  const { task, attempt } = await failBy(() => Promise.any([refuse("a is down"), refuse("b is down")]));
  expect(attempt.errorCauses).toEqual([
    { errorClass: "RangeError", message: "a is down" },
    { errorClass: "RangeError", message: "b is down" },
  ]);
  expect(task?.errorMessage).toBe("All promises were rejected (a is down; b is down)");
});

test("an error's own code is recorded, and an error without a cause has none", async () => {
  const { attempt } = await failBy(() => {
    throw Object.assign(new Error("Too many connections"), { status: 503 });
  });
  expect(attempt).toMatchObject({ errorCode: "503", errorCauses: null });
});

test("secrets are neither in the message nor in the stack nor in the causes", async () => {
  const { task, attempt } = await failBy(() => {
    const cause = new Error("cannot open postgresql://app:hunter2@db/app", {
      cause: Object.assign(new Error("authorization: Bearer hunter2hunter2"), { code: "token=hunter2" }),
    });
    throw new Error("refused with password=hunter2", { cause });
  });
  expect(attempt.errorCauses).toHaveLength(1);
  expect(
    JSON.stringify([task, attempt], (_, value) => (typeof value === "bigint" ? String(value) : value)),
  ).not.toMatch(/hunter2/);
});

test("refused connections and failed handshakes are two kinds of failure, and two refusals are one", async () => {
  const failing = (code: string, message: string) => () => {
    throw new TypeError("fetch failed", { cause: Object.assign(new Error(message), { code }) });
  };
  const failures = [
    await failBy(failing("ECONNREFUSED", "connect ECONNREFUSED 10.0.0.1:443")),
    await failBy(failing("ECONNREFUSED", "connect ECONNREFUSED 10.0.0.2:443")),
    await failBy(failing("ERR_TLS_CERT_ALTNAME_INVALID", "the certificate is another host's")),
  ];
  const [first, second, third] = failures.map(({ attempt }) => attempt.fingerprint);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

test("a provider that failed with a value that is not an error shows the value", async () => {
  const { task } = await failBy(() => {
    throw new ProviderError("openai", "HTTP 500");
  });
  expect(task?.errorMessage).toBe("openai failed: HTTP 500");
});

test("a task that is retried manually reports the cause too", async () => {
  const workers = defineWorkers({
    FAIL: defineWorker({
      run: () => {
        throw new TypeError("fetch failed", { cause: new Error("socket hang up") });
      },
    }),
  });
  const queue = queues.open(workers, { backoff: { baseMs: 0 } });
  const { id } = await queue.addToQueue("FAIL", {});
  await queue.processJob(id).catch(() => {});
  const { results } = await queue.retryFailedQueueTasks();
  expect(results).toMatchObject([{ id, error: "fetch failed (socket hang up)" }]);
});
