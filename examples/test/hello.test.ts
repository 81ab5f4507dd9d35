import { afterAll, expect, test, vi } from "vitest";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

const database = await openExampleDatabase();
afterAll(() => database.drop());

test("the first example says hello and comes to its end", async () => {
  const log = vi.spyOn(console, "log").mockReturnValue();
  await import("../hello.ts");
  expect(log).toHaveBeenCalledExactlyOnceWith("COMPLETED", { greeting: "Hello, Ana!" });
});
