/// <reference lib="dom" />
import type { Page } from "playwright-core";

/** What a row of the list shows: the id of its task, the word for its state, and its percentage if it has one. */
export interface RowState {
  id: string;
  state: string;
  percent: string | null;
  /** When it came into the document, in ms since 1970. */
  atMs: number;
}

/** Calls back with each state that a row of the list shows, in order, the ones that are there included. */
export async function watchRows(page: Page, onState: (state: RowState) => void): Promise<void> {
  await page.exposeFunction("tellRowState", onState);
  await page.evaluate(() => {
    const last = new Map<string, string>();
    const { tellRowState } = window as unknown as { tellRowState: (state: RowState) => void };
    const read = () => {
      const atMs = Date.now();
      for (const row of document.querySelectorAll<HTMLElement>("[data-task-row]")) {
        const id = row.dataset.taskRow ?? "";
        const state = row.firstElementChild?.textContent ?? "";
        const percent = row.querySelector("[role=progressbar]")?.getAttribute("aria-valuenow") ?? null;
        if (last.get(id) === `${state} ${percent}`) continue;
        last.set(id, `${state} ${percent}`);
        tellRowState({ id, state, percent, atMs });
      }
    };
    new MutationObserver(read).observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
    read();
  });
}
