import type { Page } from "playwright-core";

/** A point of the page, in pixels. */
interface Point {
  x: number;
  y: number;
}

/** Drags files of this machine over these points of the page, as a user does with a file manager, and drops them at the last one. */
export async function dragFiles(page: Page, paths: readonly string[], points: readonly Point[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const move = (type: "dragEnter" | "dragOver" | "drop", { x, y }: Point) =>
    session.send("Input.dispatchDragEvent", { type, x, y, data });
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) throw new Error("Expected at least one point.");
  await move("dragEnter", first);
  for (const point of points) await move("dragOver", point);
  await move("drop", last);
  await session.detach();
}
