import type { Page } from "playwright-core";

/** Starts recording every state of the toasts, including short ones. */
export async function recordToasts(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { toastStates: seen });
    const record = () => {
      for (const toast of document.querySelectorAll<HTMLElement>("[data-task-id]")) {
        const state = `${toast.dataset.kind} ${toast.querySelector("[aria-current=step]")?.textContent}`;
        if (!seen.includes(state)) seen.push(state);
      }
    };
    new MutationObserver(record).observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
  });
}

export async function recordedToasts(page: Page): Promise<string[]> {
  return await page.evaluate(() => (window as unknown as { toastStates: string[] }).toastStates);
}
