import type { Database, Statement } from "../../src/database/database.ts";
import type { PrismaClientLike } from "../../src/types.ts";

interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Shared Hit Blocks": number;
  "Shared Read Blocks": number;
  Plans?: PlanNode[];
}

/** How PostgreSQL ran a statement. */
export interface StatementPlan {
  /** Tables that were read from end to end. */
  scannedTables: string[];
  /** Rows of the largest sort; 0 when nothing was sorted. */
  sortedRows: number;
  /** Pages that were touched. */
  buffers: number;
}

/** A database that explains each statement while running it, instead of answering it. */
export function explainingDatabase(client: PrismaClientLike): Database & { plans: Map<string, StatementPlan> } {
  const plans = new Map<string, StatementPlan>();
  return {
    plans,
    async query<TRow>({ name, text }: Statement, parameters: readonly unknown[]): Promise<TRow[]> {
      const [row] = await client.$queryRawUnsafe<{ "QUERY PLAN": [{ Plan: PlanNode }] }[]>(
        `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`,
        ...parameters,
      );
      const root = row?.["QUERY PLAN"][0].Plan;
      if (!root) throw new Error(`no plan of ${name}`);
      const nodes = listNodes(root);
      plans.set(name, {
        scannedTables: nodes
          .filter((node) => node["Node Type"] === "Seq Scan")
          .map((node) => node["Relation Name"] ?? ""),
        sortedRows: Math.max(
          0,
          ...nodes
            .filter((node) => node["Node Type"].endsWith("Sort"))
            .map((node) => node["Actual Rows"] * node["Actual Loops"]),
        ),
        buffers: root["Shared Hit Blocks"] + root["Shared Read Blocks"],
      });
      return [];
    },
  };
}

function listNodes(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(listNodes)];
}
