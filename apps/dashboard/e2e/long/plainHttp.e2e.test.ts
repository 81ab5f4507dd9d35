import { findFreePort } from "@package/db/embedded";
import { expect, test } from "vitest";
import { setHidden } from "../support/setHidden.ts";
import { setUpProduct } from "../support/setUpProduct.ts";
import { watchRequests } from "../support/watchRequests.ts";

const port = await findFreePort();
/** A name of another machine, as far as the browser knows. */
const host = "queue.test";

const product = setUpProduct({
  env: { PORT: String(port), PUBLIC_URL: `http://${host}:${port}` },
  browserArgs: [`--host-resolver-rules=MAP ${host} 127.0.0.1`],
});

test("on plain http, without Web Locks, each visible tab has a stream, until 15 s after it is hidden", async () => {
  const first = await product.open("/");
  // The sample users are only for names of this machine.
  await first.evaluate(async () => {
    const account = { name: "Cy", email: "cy@example.com", password: "correct horse battery" };
    const headers = { "content-type": "application/json" };
    await fetch("/api/auth/sign-up/email", { method: "POST", headers, body: JSON.stringify(account) });
  });
  expect(await first.evaluate(() => [isSecureContext, "locks" in navigator])).toEqual([false, false]);
  const requests = watchRequests(first.context());
  await first.reload();
  const second = await first.context().newPage();
  await second.clock.install();
  await second.goto("/");
  await expect.poll(() => new Set(requests.streamingPages())).toEqual(new Set([first, second]));
  expect(requests.streamingPages()).toHaveLength(2);
  await setHidden(second, true);
  await second.clock.runFor(14_000);
  expect(requests.streamingPages()).toHaveLength(2);
  await second.clock.runFor(2_000);
  await expect.poll(() => requests.streamingPages()).toEqual([first]);
  await setHidden(second, false);
  await expect.poll(() => requests.streamingPages()).toHaveLength(2);
});
