import { afterAll, expect, test } from "vitest";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

const database = await openExampleDatabase();
const { countWords, queue } = await import("../waitInRequest.ts");
afterAll(async () => {
  await queue.close();
  await database.drop();
});

const post = (text: string) => new Request("http://localhost/words", { method: "POST", body: text });

test("a request whose task is not finished in time gets a URL to ask later", async () => {
  const response = await countWords(post("one two"), 100);
  expect(response.status).toBe(202);
  const { taskId } = (await response.json()) as { taskId: string };
  expect(response.headers.get("location")).toBe(`/tasks/${taskId}`);
  expect(await queue.readFromQueue(taskId)).toMatchObject({ status: "PENDING" });
});

test("a request gets the result as soon as the task completes", async () => {
  const runner = queue.start();
  const response = await countWords(post("one two three"));
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ words: 3 });
  await runner.stop();
});
