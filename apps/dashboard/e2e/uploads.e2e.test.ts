import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dragFiles } from "./support/dragFiles.ts";
import { openForm } from "./support/openForm.ts";
import { setUpProduct } from "./support/setUpProduct.ts";

const product = setUpProduct();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "queue-drop-"));
  await writeFile(join(folder, "good.csv"), "\ufeffsep=;\r\nemail;name\r\nana@example.com;Ana\r\n");
  await writeFile(join(folder, "more.csv"), "email\nbo@example.com\n");
  await writeFile(join(folder, "empty.csv"), "");
  await writeFile(join(folder, "notes.pdf"), "%PDF-1.7");
  await writeFile(join(folder, `${"long ".repeat(40)}👩‍👩‍👧.csv`), "email\ncy@example.com\n");
  await mkdir(join(folder, "contacts"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const pathsOf = (...names: string[]) => names.map((name) => join(folder, name));

async function centerOf(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error("The element is not visible.");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function openZone(page: Page): Promise<Locator> {
  const dialog = await openForm(page, "Contacts");
  return dialog.locator("label", { hasText: "Drop CSV files here" });
}
const inputOf = (page: Page) => page.locator("[data-form=contacts] input[type=file]");
const isHighlighted = (zone: Locator) => zone.evaluate((element) => element.className.includes("bg-accent-soft"));

test("of a mixed drop the good files are imported, and each bad one is named with its reason", async () => {
  const page = await product.openAs("Ana");
  const zone = await openZone(page);
  await dragFiles(page, pathsOf("good.csv", "notes.pdf", "empty.csv", "contacts", "more.csv"), [await centerOf(zone)]);
  await page.getByText("“notes.pdf” is not a CSV file. Choose a CSV file.").waitFor();
  await page.getByText("“empty.csv” is empty: it has 0 bytes.").waitFor();
  await page.getByText("“contacts” is a folder. Open it, and choose the files in it.").waitFor();
  await page.getByText("2 of 5 files added to the queue. Not added: 3.").waitFor({ state: "attached" });
  // The first one names its separator, as Excel does.
  await page.locator("[data-kind=completed]").first().waitFor();
  await expect.poll(() => product.db.contact.count(), { timeout: 60_000 }).toBe(2);
});

test("a file that is dropped beside the zones goes into the form for its kind, and the browser stays on the page", async () => {
  const page = await product.openAs("Ana");
  const heading = await centerOf(page.getByRole("heading", { name: "My tasks" }));
  await dragFiles(page, pathsOf("more.csv"), [heading]);
  await page.getByText("more.csv added to the queue.").waitFor({ state: "attached" });
  expect(new URL(page.url()).pathname).toBe("/");
  expect(await page.evaluate(() => performance.getEntriesByType("navigation").length)).toBe(1);
});

test("on a page without a zone a dropped file is ignored", async () => {
  const page = await product.open("/sign-in");
  await page.getByRole("heading", { name: "Sign in to Queue" }).waitFor();
  await dragFiles(page, pathsOf("more.csv"), [{ x: 20, y: 20 }]);
  await page.getByRole("heading", { name: "Sign in to Queue" }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/sign-in");
  expect(page.context().pages()).toHaveLength(1);
});

test("the highlight does not flicker while a file is dragged over the zone's text", async () => {
  const page = await product.openAs("Ana");
  const zone = await openZone(page);
  await zone.evaluate((element) => {
    const changes: boolean[] = [];
    Object.assign(window, { highlights: changes });
    new MutationObserver(() => changes.push(element.className.includes("bg-accent-soft"))).observe(element, {
      attributes: true,
    });
  });
  const box = await zone.boundingBox();
  if (!box) throw new Error("The zone is not visible.");
  const steps = Array.from({ length: 30 }, (_, step) => ({
    x: box.x + box.width / 2,
    y: box.y + 2 + (step / 30) * (box.height - 4),
  }));
  await dragFiles(page, pathsOf("notes.pdf"), steps);
  await page.getByText("“notes.pdf” is not a CSV file.").waitFor();
  expect(await isHighlighted(zone)).toBe(false);
  expect(await page.evaluate(() => (window as unknown as { highlights: boolean[] }).highlights)).toEqual([true, false]);
});

test("a long name with emoji is cut in its middle, and its file is imported", async () => {
  const page = await product.openAs("Ben", { viewport: { width: 390, height: 844 } });
  const long = `${"long ".repeat(40)}👩‍👩‍👧.csv`;
  await openForm(page, "Contacts");
  // With a file that is refused, the form stays open.
  await inputOf(page).setInputFiles(pathsOf(long, "notes.pdf"));
  const row = page.getByRole("list", { name: "Files" }).getByRole("listitem").first();
  await row.getByText("Added", { exact: true }).waitFor();
  expect(await row.locator("bdi").getAttribute("title")).toMatch(/^(long ){6,}.*…long .*👩‍👩‍👧\.csv$/);
  // The end of the name stays visible, beside the button.
  const end = row.locator("bdi > span").last();
  expect(await end.textContent()).toMatch(/👩‍👩‍👧\.csv$/);
  const [text, button] = await Promise.all([end.boundingBox(), row.getByRole("button").boundingBox()]);
  expect((text?.x ?? 0) + (text?.width ?? 0)).toBeLessThan(button?.x ?? 0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});

test("an upload shows its progress and can be cancelled with the keyboard; the server keeps nothing of it", async () => {
  const page = await product.openAs("Ben");
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 2_000_000 };
  await session.send("Network.emulateNetworkConditions", slow);
  await writeFile(join(folder, "large.csv"), `email\n${"someone@example.com\n".repeat(1_000_000)}`);
  const before = await product.db.queueTask.count();
  await openForm(page, "Contacts");
  await inputOf(page).setInputFiles(pathsOf("large.csv"));
  const bar = page.getByRole("progressbar", { name: "Upload of large.csv" });
  await expect
    .poll(async () => Number(await bar.getAttribute("aria-valuenow")), { timeout: 60_000 })
    .toBeGreaterThan(0);
  await page.getByRole("button", { name: "Cancel the upload of large.csv" }).focus();
  await page.keyboard.press("Enter");
  await bar.waitFor({ state: "detached" });
  expect(await product.db.queueTask.count()).toBe(before);
});

test("a file that is added offline is sent when the browser is online again", async () => {
  const ownerId = await product.idOf("Ben");
  const countImports = () => product.db.queueTask.count({ where: { ownerId, type: "CONTACT_IMPORT" } });
  const before = await countImports();
  const page = await product.openAs("Ben");
  const dialog = await openForm(page, "Contacts");
  // The browser reports each request that it could not send.
  product.problems.expect(/ERR_INTERNET_DISCONNECTED/);
  await page.context().setOffline(true);
  const note = "You are offline. Files that you add are sent when you are back.";
  await dialog.locator("[data-form=contacts]").getByText(note).waitFor();
  await inputOf(page).setInputFiles(pathsOf("more.csv"));
  const row = page.getByRole("list", { name: "Files" }).getByRole("listitem");
  await row.getByText("Offline").waitFor();
  await page.context().setOffline(false);
  // The form closes when all is added.
  await dialog.waitFor({ state: "detached" });
  expect(await countImports()).toBe(before + 1);
});
