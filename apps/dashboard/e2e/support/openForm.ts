import type { Locator, Page } from "playwright-core";

/** Opens the dialog for new tasks, and in it a form. Returns the dialog. */
export async function openForm(page: Page, form: "Photo" | "Email" | "Contacts"): Promise<Locator> {
  await page.getByRole("button", { name: "New", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "New task" });
  await dialog.getByRole("button", { name: form, exact: true }).click();
  return dialog;
}
