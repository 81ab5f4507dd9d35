import { expect, test } from "vitest";
import { chooseLiveToasts } from "./chooseLiveToasts.ts";
import { toastForTask } from "./toastForTask.ts";

const spec = (id: string, status: string) => toastForTask({ id, status, attempts: 1, maxAttempts: 3 });

test("failed ones come first, then running, waiting and finished ones", () => {
  const specs = [
    spec("done", "COMPLETED"),
    spec("waits", "PENDING"),
    spec("bad", "MAX_RETRIES_REACHED"),
    spec("runs", "PROCESSING"),
  ];
  expect(chooseLiveToasts(specs).live.map(({ id }) => id)).toEqual(["bad", "runs", "waits", "done"]);
});

test("among equals those that came first stay", () => {
  const specs = ["a", "b", "c", "d", "e", "f", "g"].map((id) => spec(id, "PENDING"));
  const { live, rest } = chooseLiveToasts(specs);
  expect(live.map(({ id }) => id)).toEqual(["a", "b", "c", "d", "e"]);
  expect(rest.map(({ id }) => id)).toEqual(["f", "g"]);
});
