import { cleanup, createEvent, fireEvent, render, renderHook, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { UploadPanel } from "@/components/add/UploadPanel";
import { SessionUserContext } from "@/session/useSession";
import { csvRule, type FileRule, photoRule } from "@/upload/fileRules";
import { guardPageDrops, usePageDrop } from "@/upload/pageDrop";
import { makeDrop } from "./support/makeDrop.ts";

let stopGuard: () => void;
let nextUser = 0;

beforeEach(() => {
  stopGuard = guardPageDrops();
});

afterEach(() => {
  cleanup();
  stopGuard();
  vi.restoreAllMocks();
});

/** Panels of a new user, whose files never arrive. */
function renderPanels(...rules: FileRule[]) {
  vi.spyOn(XMLHttpRequest.prototype, "send").mockImplementation(() => {});
  nextUser += 1;
  const user = { id: `user${nextUser}`, name: "Ana", email: "ana@example.com", role: "user" };
  return render(
    <SessionUserContext value={user}>
      {rules.map((rule) => (
        <UploadPanel key={rule.noun} rule={rule} label={`Drop ${rule.noun} here`} note="" addTask={async () => {}} />
      ))}
    </SessionUserContext>,
  );
}

const csv = (name = "a.csv") => new File(["email\n"], name);
const zoneOf = (name: string) => screen.getByText(new RegExp(name)).closest("label") as HTMLElement;

test("folders and empty files are named with a sentence each, and the other files are sent", async () => {
  renderPanels(csvRule);
  fireEvent.drop(zoneOf("Drop a CSV"), makeDrop([{ folder: "contacts" }, new File([], "empty.csv"), csv()]));
  expect(screen.getByText("“contacts” is a folder. Open it, and choose the files in it.")).toBeDefined();
  expect(screen.getByText("“empty.csv” is empty: it has 0 bytes.")).toBeDefined();
  expect(screen.getByRole("progressbar", { name: "Upload of a.csv" })).toBeDefined();
});

test("strange names are shown as text, cut in the middle", () => {
  renderPanels(csvRule);
  const names = ["x\u202Evsc.exe", `${"n".repeat(300)}.csv`, `<b>bold</b> 👩‍👩‍👧.csv`];
  fireEvent.drop(zoneOf("Drop a CSV"), makeDrop(names.map(csv)));
  expect(screen.getByText("x\ufffdvsc.exe")).toBeDefined();
  expect(screen.getByTitle(/^n{32}…n{11}\.csv$/).textContent).toBe(`${"n".repeat(300)}.csv`);
  expect(screen.getByText("<b>bold</b> 👩‍👩‍👧.csv")).toBeDefined();
});

test("the highlight stays while the pointer is over a child of the zone, and ends when it leaves", () => {
  renderPanels(csvRule);
  const zone = zoneOf("Drop a CSV");
  const isOver = () => zone.className.includes("bg-accent-soft");
  const leaveTo = (relatedTarget: Element | null) => {
    const event = createEvent.dragLeave(zone, makeDrop([]));
    Object.defineProperty(event, "relatedTarget", { value: relatedTarget });
    fireEvent(zone, event);
  };
  fireEvent.dragOver(zone, makeDrop([csv()]));
  expect(isOver()).toBe(true);
  leaveTo(zone.firstElementChild);
  expect(isOver()).toBe(true);
  leaveTo(document.body);
  expect(isOver()).toBe(false);
});

test("files that are dropped beside the zones go to the zone for their kind, and the browser opens none", () => {
  renderPanels(photoRule, csvRule);
  const files = [new File(["x"], "a.jpg"), csv(), new File(["x"], "notes.pdf")];
  const over = createEvent.dragOver(document.body, makeDrop(files));
  fireEvent(document.body, over);
  expect(over.defaultPrevented).toBe(true);
  const drop = createEvent.drop(document.body, makeDrop(files));
  fireEvent(document.body, drop);
  expect(drop.defaultPrevented).toBe(true);
  const listed = screen.getAllByRole("list", { name: "Files" }).map((list) => list.textContent);
  expect(listed).toEqual([expect.stringMatching(/a\.jpg.*notes\.pdf.*not a photo/), expect.stringMatching(/^a\.csv/)]);
});

test("files for which no visible zone is go to the page, which opens the right form", () => {
  const onFiles = vi.fn();
  const stop = renderHook(() => usePageDrop(onFiles));
  renderPanels(photoRule);
  fireEvent.drop(document.body, makeDrop([csv()]));
  expect(onFiles).toHaveBeenCalledOnce();
  expect(screen.queryByText("a.csv")).toBeNull();

  const photo = makeDrop([new File(["x"], "a.jpg")]);
  fireEvent.drop(document.body, photo);
  expect(screen.getByText("a.jpg")).toBeDefined();
  HTMLElement.prototype.checkVisibility = () => false;
  fireEvent.drop(document.body, photo);
  Reflect.deleteProperty(HTMLElement.prototype, "checkVisibility");
  expect(onFiles).toHaveBeenCalledTimes(2);
  stop.unmount();
});

test("without a zone a dropped file is ignored, and a text that is dropped into a field is not", () => {
  const drop = createEvent.drop(document.body, makeDrop([csv()]));
  fireEvent(document.body, drop);
  expect(drop.defaultPrevented).toBe(true);
  const text = createEvent.drop(document.body, { dataTransfer: { types: ["text/plain"], files: [], items: [] } });
  fireEvent(document.body, text);
  expect(text.defaultPrevented).toBe(false);
});

test("a running upload can be cancelled with its button", async () => {
  const abort = vi.spyOn(XMLHttpRequest.prototype, "abort");
  renderPanels(csvRule);
  fireEvent.drop(zoneOf("Drop a CSV"), makeDrop([csv()]));
  fireEvent.click(await screen.findByRole("button", { name: "Cancel the upload of a.csv" }));
  await waitFor(() => expect(screen.queryByText("a.csv")).toBeNull());
  expect(abort).toHaveBeenCalled();
});

test("the form says that the browser is offline, and what happens to the files", async () => {
  const onLine = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  renderPanels(csvRule);
  expect(screen.getByText(/You are offline\. Files that you add are sent when you are back\./)).toBeDefined();
  onLine.mockReturnValue(true);
  fireEvent(window, new Event("online"));
  await waitFor(() => expect(screen.queryByText(/You are offline/)).toBeNull());
});

test("a form that is closed and opened again shows its uploads", () => {
  const { rerender, unmount } = renderPanels(csvRule);
  fireEvent.drop(zoneOf("Drop a CSV"), makeDrop([csv("long.csv")]));
  const user = { id: `user${nextUser}`, name: "Ana", email: "ana@example.com", role: "user" };
  rerender(<p>closed</p>);
  expect(screen.queryByText("long.csv")).toBeNull();
  rerender(
    <SessionUserContext value={user}>
      <UploadPanel rule={csvRule} label="Drop a CSV" note="" addTask={async () => {}} />
    </SessionUserContext>,
  );
  expect(screen.getByText("long.csv")).toBeDefined();
  unmount();
});
