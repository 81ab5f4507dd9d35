import type { Page } from "playwright-core";

/** Returns a JPEG of noise, `width` × `height`, some megabytes large. The page draws it. */
export async function makePhoto(page: Page, width: number, height: number): Promise<{ base64: string; bytes: number }> {
  return await page.evaluate(
    async ([w, h]) => {
      const canvas = document.createElement("canvas");
      Object.assign(canvas, { width: w, height: h });
      const context = canvas.getContext("2d") as CanvasRenderingContext2D;
      const image = context.createImageData(w, h);
      for (let start = 0; start < image.data.length; start += 65_536) {
        crypto.getRandomValues(image.data.subarray(start, start + 65_536));
      }
      for (let alpha = 3; alpha < image.data.length; alpha += 4) image.data[alpha] = 255;
      context.putImageData(image, 0, 0);
      const base64 = canvas.toDataURL("image/jpeg", 1).replace(/^.*,/, "");
      return { base64, bytes: Math.floor((base64.length * 3) / 4) };
    },
    [width, height] as const,
  );
}
