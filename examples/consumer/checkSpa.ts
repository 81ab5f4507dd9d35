import { followImport } from "./followImport.ts";
import type { ProgressProject } from "./openProgress.ts";
import { startServer } from "./startServer.ts";

/** Builds the single-page app of a project with Vite, and follows a task in a browser. */
export async function checkSpa({ bin, folder }: ProgressProject, DATABASE_URL: string): Promise<void> {
  await bin("vite", ["build", "spa"]);
  await using server = await startServer(["server/main.ts"], folder, { DATABASE_URL });
  await followImport(server.url);
}
