import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The rules of axe that depend on colours. All others find the same in a light and in a dark page. */
export const colourRules = ["color-contrast", "link-in-text-block"];

/** Returns axe's violations of the current page, each with its element. @param rules - only these. Default: all */
export async function findViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.waitForFunction(() =>
    document.getAnimations().every((animation) => animation.effect?.getTiming().iterations !== 1),
  );
  await page.evaluate(axeSource);
  return await page.evaluate(async (values) => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const runOnly = values ? { runOnly: { type: "rule" as const, values: [...values] } } : {};
    const { violations } = await axe.run(document, { resultTypes: ["violations"], ...runOnly });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`),
    );
  }, rules);
}
