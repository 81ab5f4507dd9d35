import type { TestProject } from "vitest/node";
import { openTestServer, type TestServer } from "./openTestServer.ts";

interface SharedServer {
  users: number;
  opening: Promise<TestServer>;
}

// Vitest loads this file once per project. The projects of a run share one server, so it is kept in a global variable.
const shared = globalThis as typeof globalThis & { __testServer?: SharedServer | undefined };

/** Vitest's global setup: opens the server for the first project that needs one, and provides its URL to the tests. */
export async function setup(project: TestProject): Promise<void> {
  shared.__testServer ??= { users: 0, opening: openTestServer() };
  shared.__testServer.users += 1;
  const { url, template } = await shared.__testServer.opening;
  project.provide("postgres", { url, template });
}

/** Stops the server after the last project. */
export async function teardown(): Promise<void> {
  const server = shared.__testServer;
  if (!server) return;
  server.users -= 1;
  if (server.users > 0) return;
  shared.__testServer = undefined;
  const opened = await server.opening.catch(() => undefined); // setup has reported the error
  await opened?.stop();
}
