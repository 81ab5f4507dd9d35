import type { Locator } from "playwright-core";

/** Drops a file onto an element. */
export async function dropFile(target: Locator, file: { name: string; type: string; base64: string }): Promise<void> {
  const transfer = await target.page().evaluateHandle(({ name, type, base64 }) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], name, { type }));
    return data;
  }, file);
  await target.dispatchEvent("dragover", { dataTransfer: transfer });
  await target.dispatchEvent("drop", { dataTransfer: transfer });
}
