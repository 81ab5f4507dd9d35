import { expect, test } from "vitest";
import { addSampleTasks } from "./support/addSampleTasks.ts";
import { colourRules, findViolations } from "./support/findViolations.ts";
import { openForm } from "./support/openForm.ts";
import { setUpProduct } from "./support/setUpProduct.ts";

const product = setUpProduct({ prepare: ({ db }) => addSampleTasks(db, "ana@example.com") });

/** For tests that open all menus and dialogs. */
const manyOverlays = { timeout: 400_000 };

test.each(["light", "dark"] as const)(
  "axe finds nothing wrong with menus, dialogs, toasts and opened details in %s",
  manyOverlays,
  async (colorScheme) => {
    const page = await product.openAs("Ana", { colorScheme, reducedMotion: "reduce" });
    const findHere = () => findViolations(page, colorScheme === "dark" ? colourRules : undefined);
    await page.locator("[data-task-id]").first().waitFor();
    for (const name of [/^Theme/, /^Notifications/, /^Account/]) {
      await page.getByRole("button", { name }).click();
      expect(await findHere()).toEqual([]);
      await page.keyboard.press("Escape");
    }
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    expect(await findHere()).toEqual([]);
    await page.keyboard.press("Escape");
    for (const form of ["Photo", "Email", "Contacts"] as const) {
      const dialog = await openForm(page, form);
      expect(await findHere()).toEqual([]);
      await dialog.getByRole("button", { name: "Close" }).click();
    }
    const row = page.locator("[data-task-row=failed000001]");
    await row.hover();
    await row.getByRole("button", { name: /^Actions for/ }).click();
    await page.getByRole("menu").waitFor();
    expect(await findHere()).toEqual([]);
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByRole("dialog", { name: "Delete this task?" }).waitFor();
    expect(await findHere()).toEqual([]);
    await page.keyboard.press("Escape");
    await page.goto("/tasks/failed000001");
    for (const title of ["Data", "Technical details"]) await page.getByRole("heading", { name: title }).click();
    await page.getByText("EMAIL_SEND").waitFor();
    expect(await findHere()).toEqual([]);
  },
);
