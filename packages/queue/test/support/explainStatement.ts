import pg from "pg";
import type { Database, Statement } from "../../src/database/database.ts";

interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Join Filter"?: number;
  "Shared Hit Blocks": number;
  "Shared Read Blocks": number;
  Plans?: PlanNode[];
}

/** Facts about how PostgreSQL ran a statement. */
export interface StatementPlan {
  /** Tables that were read with a sequential scan. */
  scannedTables: string[];
  /** Rows of the largest sort; 0 if there was none. */
  sortedRows: number;
  /** Rows of the plan's node that read the most. */
  visitedRows: number;
  /** Tasks that were updated or deleted and returned. */
  writtenRows: number;
  /** Node types of the plan. */
  nodeTypes: string[];
  /** Pages that were read. */
  buffers: number;
}

/** Runs a statement and returns its plan, as JSON of `EXPLAIN`. */
export type Explain = (statement: Statement, parameters: readonly unknown[]) => Promise<ExplainRow | undefined>;

interface ExplainRow {
  "QUERY PLAN": [{ Plan: PlanNode }];
}

const explain = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)";

/** Plans each statement again. */
export function explainAnew(database: Database): Explain {
  return async ({ text }, parameters) =>
    (await database.query<ExplainRow>({ name: "explain", text: `${explain} ${text}` }, parameters))[0];
}

/** Runs the plan that the connection keeps. @param connection - a single connection that has prepared the statement */
export function explainKept(connection: Database): Explain {
  const query = async <TRow>(text: string, parameters: unknown[] = []) =>
    (await connection.query<TRow>({ name: "explain", text }, parameters))[0];
  return async ({ name }, parameters) => {
    const kept = await query<{ name: string }>("SELECT name FROM pg_prepared_statements WHERE name LIKE $1", [
      `queue\\_${name}\\_%`,
    ]);
    if (!kept) throw new Error(`${name} was not prepared`);
    const values = parameters.map((value) => (value === null ? "NULL" : pg.escapeLiteral(String(value))));
    return query<ExplainRow>(`${explain} EXECUTE "${kept.name}"(${values.join(", ")})`);
  };
}

/** A database that runs each statement with EXPLAIN, and returns no rows. */
export function explainingDatabase(explain: Explain): Database & { plans: Map<string, StatementPlan> } {
  const plans = new Map<string, StatementPlan>();
  return {
    plans,
    async query<TRow>(statement: Statement, parameters: readonly unknown[]): Promise<TRow[]> {
      const root = (await explain(statement, parameters))?.["QUERY PLAN"][0].Plan;
      if (!root) throw new Error(`no plan of ${statement.name}`);
      const nodes = listNodes(root);
      plans.set(statement.name, {
        scannedTables: nodes
          .filter((node) => node["Node Type"] === "Seq Scan")
          .map((node) => node["Relation Name"] ?? ""),
        sortedRows: Math.max(
          0,
          ...nodes
            .filter((node) => node["Node Type"].endsWith("Sort"))
            .map((node) => node["Actual Rows"] * node["Actual Loops"]),
        ),
        visitedRows: Math.max(...nodes.map(countVisited)),
        writtenRows: Math.max(
          0,
          ...nodes
            .filter((node) => node["Node Type"] === "ModifyTable" && node["Relation Name"] === "QueueTask")
            .map((node) => node["Actual Rows"] * node["Actual Loops"]),
        ),
        nodeTypes: nodes.map((node) => node["Node Type"]),
        buffers: root["Shared Hit Blocks"] + root["Shared Read Blocks"],
      });
      return [];
    },
  };
}

function countVisited(node: PlanNode): number {
  const removed = (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Join Filter"] ?? 0);
  return (node["Actual Rows"] + removed) * node["Actual Loops"];
}

function listNodes(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(listNodes)];
}
