import { startTestServer } from "@package/queue/testing";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    testServerUrl: string;
  }
}

/** Global setup of vitest. In tests: `createTestQueue({ workers, url: inject("testServerUrl") })`. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer();
  project.provide("testServerUrl", server.url);
  return () => server.stop();
}
