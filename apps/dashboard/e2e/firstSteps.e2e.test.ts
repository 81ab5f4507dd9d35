import { expect, test } from "vitest";
import { dropFile } from "./support/dropFile.ts";
import { makePhoto } from "./support/makePhoto.ts";
import { openForm } from "./support/openForm.ts";
import { setUpProduct } from "./support/setUpProduct.ts";
import { recordedToasts, recordToasts } from "./support/toastStates.ts";

const soon = { timeout: 90_000 };

const product = setUpProduct();

test("a photo of several MB is dropped, its toast walks through the steps, and the converted image is there", async () => {
  const page = await product.openAs("Ana");
  const photo = await makePhoto(page, 1_800, 1_250);
  expect(photo.bytes).toBeGreaterThan(3_000_000);
  await recordToasts(page);
  const dialog = await openForm(page, "Photo");
  await dropFile(dialog.getByText("Drop photos here"), {
    name: "holiday.jpg",
    type: "image/jpeg",
    base64: photo.base64,
  });

  const toast = page.locator("[data-task-id]");
  await dialog.waitFor({ state: "hidden" });
  await toast.getByText("Convert holiday.jpg to WebP").waitFor();
  await page.locator("[data-task-id][data-kind=completed]").waitFor();
  // A short state may be missed; the recorded ones have this order.
  const order = ["pending Waiting to start...", "processing Processing", "completed Completed"];
  const states = await recordedToasts(page);
  expect(states).toEqual(order.filter((state) => states.includes(state)));
  expect(states.slice(-2)).toEqual(order.slice(-2));

  await toast.getByRole("link", { name: "View Convert holiday.jpg to WebP" }).click();
  await page.getByRole("heading", { name: "Convert holiday.jpg to WebP" }).waitFor();
  expect(await page.evaluate(() => performance.getEntriesByType("navigation").length)).toBe(1);
  const image = page.getByRole("img", { name: /The converted WEBP, 1600 by 1111 pixels/ });
  await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth), soon).toBe(1_600);
  await expect.poll(() => toast.count(), soon).toBe(0);
});

test("an email is sent and arrives in the inbox, as it was written", async () => {
  const page = await product.openAs("Ana");
  const dialog = await openForm(page, "Email");
  await dialog.getByLabel("To", { exact: true }).fill("someone@example.com");
  await dialog.getByLabel("Name", { exact: true }).fill("Zoë & Co");
  await dialog.getByRole("button", { name: "Send" }).click();
  await page.locator("[data-task-id][data-kind=completed]").waitFor();

  await page
    .getByRole("link", { name: /^Send a welcome email to someone@example.com/ })
    .first()
    .click();
  await page.getByRole("link", { name: "Open in Inbox" }).click();
  const message = page.frameLocator("iframe");
  await message.getByText("Hello Zoë & Co").waitFor();
  expect(await page.getByRole("region", { name: "Email", exact: true }).getByText("someone@example.com").count()).toBe(
    1,
  );
  await page.getByRole("button", { name: "Plain text" }).click();
  await page.locator("pre").getByText("Hello Zoë & Co").waitFor();
});

test("an import shows its progress, and finally the imported and rejected rows", async () => {
  const page = await product.openAs("Ana");
  const dialog = await openForm(page, "Contacts");
  await dialog.getByLabel("No file?").selectOption("100000");
  await dialog.locator("[data-form=contacts]").getByRole("button", { name: "Try a sample" }).click();
  const bar = page.locator("[data-task-row]").first().getByRole("progressbar");
  await expect.poll(async () => Number(await bar.getAttribute("aria-valuenow")), soon).toBeGreaterThan(0);
  await page.getByRole("link", { name: "Import sample-100000-contacts.csv" }).first().click();
  await page.getByText("99,500").waitFor();
  const rejected = page.getByRole("region", { name: "Rejected rows" });
  expect(await rejected.getByRole("row").count()).toBe(21);
});

test("a file dropped anywhere on the page that is no photo fails with the reason, and its toast stays until it is dismissed", async () => {
  const page = await product.openAs("Ana");
  const base64 = Buffer.from("this is a text\n".repeat(100)).toString("base64");
  await dropFile(page.getByRole("main"), { name: "letter.jpg", type: "image/jpeg", base64 });
  const toast = page.locator("[data-task-id][data-kind=failed]");
  await toast
    .getByText(/is a text file, not an image/)
    .last()
    .waitFor();
  await page.reload();
  await toast.waitFor();
  await toast.getByRole("button", { name: /^Dismiss/ }).click();
  await toast.waitFor({ state: "detached" });
  await page.reload();
  await page.getByText("letter.jpg").first().waitFor();
  expect(await toast.count()).toBe(0);
});

test("a file of a wrong kind is refused before it is sent", async () => {
  const page = await product.openAs("Ana");
  const base64 = Buffer.from("%PDF-1.7").toString("base64");
  await dropFile(page.getByRole("main"), { name: "notes.pdf", type: "application/pdf", base64 });
  await page.getByText("“notes.pdf” is not a photo. Choose a JPEG, PNG").waitFor();
});

test("a scheduled task is listed so, and after its cancellation it can run again", async () => {
  const page = await product.openAs("Ben");
  const user = await product.db.user.findUniqueOrThrow({ where: { email: "ben@example.com" } });
  const data = { to: "ben@example.com", template: "welcome", subject: "Later" };
  const scheduledFor = new Date(Date.now() + 2 * 3_600_000);
  await product.db.queueTask.create({ data: { type: "EMAIL_SEND", data, ownerId: user.id, scheduledFor } });
  await page.reload();
  const row = page.locator("[data-task-row]");
  await row.getByText(/^Starts (today|tomorrow) at /).waitFor();
  await row.getByText("Scheduled").waitFor();
  await row.hover();
  await row.getByRole("button", { name: "Cancel Send “Later” to ben@example.com" }).click();
  await page.getByRole("link", { name: "Cancelled 1" }).click();
  await row.hover();
  await row.getByRole("button", { name: "Run again Send “Later” to ben@example.com" }).click();
  await page.getByRole("link", { name: "Completed 1" }).click();
  await row.getByText("Completed").waitFor();
});
