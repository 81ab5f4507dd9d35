import { createTestQueue } from "@package/queue/testing";
import { expect, test, vi } from "vitest";
import { setup } from "../testing/globalSetup.ts";

test("the global setup provides a server for test queues, and stops it", async () => {
  const provide = vi.fn<(name: string, url: string) => void>();
  const teardown = await setup({ provide } as unknown as Parameters<typeof setup>[0]);
  const [name, url = ""] = provide.mock.calls[0] ?? [];
  expect(name).toBe("testServerUrl");
  const kit = await createTestQueue({ workers: {}, url });
  expect(await kit.runNext()).toBeNull();
  await kit.close();
  await teardown();
  await expect(createTestQueue({ workers: {}, url })).rejects.toThrow("Cannot connect");
}, 60_000);
