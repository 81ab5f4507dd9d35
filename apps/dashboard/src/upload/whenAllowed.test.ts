import { expect, test } from "vitest";
import { whenAllowed } from "./whenAllowed.ts";

const refusal = (status: number, retryAfter: string) =>
  Object.assign(new Error("refused"), {
    meta: { response: new Response(null, { status, headers: { "retry-after": retryAfter } }) },
  });

/** A request that fails with each of these errors before it succeeds. */
function failFirst(errors: Error[]): () => Promise<string> {
  return async () => {
    const error = errors.shift();
    if (error) throw error;
    return "done";
  };
}

const signal = new AbortController().signal;

test("a request is made again after the wait that the server asks for", async () => {
  expect(await whenAllowed(failFirst([refusal(429, "0"), refusal(429, "0.01")]), signal)).toBe("done");
});

test.each([
  ["of another kind", refusal(500, "0")],
  ["that lasts an hour", refusal(429, "3600")],
])("a refusal %s is told", async (_what, error) => {
  await expect(whenAllowed(failFirst([error]), signal)).rejects.toBe(error);
});

test("a cancelled upload does not wait any longer", async () => {
  const controller = new AbortController();
  const waiting = whenAllowed(failFirst([refusal(429, "50")]), controller.signal);
  controller.abort(new Error("stopped"));
  await expect(waiting).rejects.toThrow("stopped");
});
