import { Prisma } from "@package/db";
import { maxCountedWaiting, readOverview } from "@package/queue/monitor";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestApi } from "./createTestApi.ts";

let api: Awaited<ReturnType<typeof createTestApi>>;
beforeAll(async () => {
  api = await createTestApi();
  // One owner has a fifth of all tasks, and 199 share the rest. Few run: that is bounded by the slots of all runners.
  await api.db.$executeRaw`
    INSERT INTO "QueueTask" ("id", "type", "data", "status", "ownerId", "finishedAt", "leaseToken", "leaseExpiresAt", "updatedAt", "failedProviders")
    SELECT 'c' || i, 'IMAGE_PROCESS', '{}', s.status, CASE WHEN i % 5 = 0 THEN 'user-0' ELSE 'user-' || (i % 199 + 1) END,
      CASE WHEN s.status IN ('COMPLETED', 'MAX_RETRIES_REACHED', 'CANCELLED') THEN now() - i * interval '1 second' END,
      CASE WHEN s.status = 'PROCESSING' THEN gen_random_uuid() END, CASE WHEN s.status = 'PROCESSING' THEN now() END, now(), '{}'
    FROM generate_series(1, 60000) i
    CROSS JOIN LATERAL (SELECT CASE WHEN i % 1000 = 0 THEN 'PROCESSING'
      ELSE (ARRAY['PENDING', 'FAILED', 'COMPLETED', 'MAX_RETRIES_REACHED', 'CANCELLED'])[1 + (i / 1000) % 5] END::"QueueStatus" AS status) s`;
  await api.db.$executeRaw`VACUUM ANALYZE "QueueTask"`;
}, 120_000);
afterAll(() => api.close());

interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Rows Removed by Filter"?: number;
  Plans?: PlanNode[];
}

async function explain(query: Prisma.Sql): Promise<PlanNode> {
  const [row] = await api.db.$queryRaw<[{ "QUERY PLAN": [{ Plan: PlanNode }] }]>(
    Prisma.sql`EXPLAIN (ANALYZE, FORMAT JSON) ${query}`,
  );
  return row["QUERY PLAN"][0].Plan;
}

function flatten(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}

test("the operator's overview reads no finished task, and of each type that waits no more than it counts", async () => {
  let query = Prisma.empty;
  await readOverview({
    $queryRawUnsafe: async (text: string) => {
      query = Prisma.raw(text);
      return [{ overview: {} }] as never;
    },
  });
  const nodes = flatten(await explain(query));
  const scans = nodes.filter((node) => node["Relation Name"] === "QueueTask");
  expect(scans).toHaveLength(4);
  expect(scans.filter((scan) => scan["Node Type"] === "Seq Scan")).toEqual([]);
  expect(Math.max(...scans.map(rowsRead))).toBeLessThanOrEqual(maxCountedWaiting);
});

function rowsRead(scan: PlanNode): number {
  return scan["Actual Rows"] + (scan["Rows Removed by Filter"] ?? 0);
}
