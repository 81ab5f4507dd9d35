// Measures how long changes that another process commits take to a page of the demo app that has been idle.
//   pnpm bench:live [--changes N] [--idle SECONDS] [--pace MS]
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { migrate } from "@package/db";
import { startEmbeddedPostgres } from "@package/db/embedded";
import { chooseBrowser } from "../../../apps/dashboard/e2e/support/browser/chooseBrowser.ts";
import { launchBrowser } from "../../../apps/dashboard/e2e/support/browser/launchBrowser.ts";
import { listBrowsers } from "../../../apps/dashboard/e2e/support/browser/listBrowsers.ts";
import { followChanges, type ShownChange } from "../../../apps/dashboard/e2e/support/followChanges.ts";
import { startOtherProcess } from "../../../apps/dashboard/e2e/support/startOtherProcess.ts";
import { startServerProcess } from "../../../apps/dashboard/e2e/support/startServerProcess.ts";
import { quantile } from "../measures/quantile.ts";

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== "--"),
  options: {
    changes: { type: "string", default: "200" },
    idle: { type: "string", default: "60" },
    /** Mean of the time between the moment at which the page shows a change and the next change. */
    pace: { type: "string", default: "150" },
  },
});
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

// The server notes when each transaction was committed, so that no clock of this program is involved.
const server = await startEmbeddedPostgres({ settings: { track_commit_timestamp: "on" } });
const dataDir = await mkdtemp(join(tmpdir(), "bench-live-"));
try {
  await migrate(server.url);
  const app = await startServerProcess({ DATABASE_URL: server.url, DATA_DIR: dataDir });
  const other = startOtherProcess(server.url);
  const { choice, title, version } = await chooseBrowser(listBrowsers(process.env.TEST_BROWSER));
  const browser = await launchBrowser(choice);
  try {
    console.log(`${title}, version ${version}`);
    const page = await browser.newPage({ baseURL: app.url });
    await page.goto("/");
    await page.getByRole("button", { name: /^Ana/ }).click();
    await page.getByText("No tasks yet").waitFor();
    const { id: ownerId } = await other.db.user.findUniqueOrThrow({ where: { email: "ana@example.com" } });
    await wait(Number(values.idle) * 1_000);

    const delays: { kind: ShownChange["kind"]; ms: number }[] = [];
    const startedAtMs = performance.now();
    await followChanges({
      page,
      other,
      ownerId,
      tasks: Math.ceil(Number(values.changes) / 4),
      async onShown({ taskId, kind, shown }) {
        const [row] = await other.db.$queryRaw<{ atMs: number }[]>`
          SELECT (extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000)::float8 AS "atMs"
          FROM "QueueTask" WHERE "id" = ${taskId}`;
        if (row) delays.push({ kind, ms: shown.atMs - row.atMs });
        await wait(2 * Number(values.pace) * Math.random());
      },
    });
    const seconds = (performance.now() - startedAtMs) / 1_000;
    console.log(
      `commit → DOM of ${delays.length} changes in ${seconds.toFixed(0)} s, after ${values.idle} s without any:`,
    );
    for (const kind of [undefined, "added", "begun", "progress", "settled"] as const)
      console.log(
        describe(
          kind ?? "all",
          delays.filter((delay) => !kind || delay.kind === kind).map(({ ms }) => ms),
        ),
      );
  } finally {
    await browser.close();
    await other.stop();
    await app.stop();
  }
} finally {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}

function describe(name: string, ms: number[]): string {
  const [p50, p95, max] = [0.5, 0.95, 1].map((share) => quantile(ms, share).toFixed(0));
  return `${name.padEnd(8)} p50 ${p50} ms, p95 ${p95} ms, max ${max} ms`;
}
