import { forgetToasts } from "@package/react";
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { announceSession, onSessionNews, type SessionNews } from "@/session/sessionNews";
import { makeTask } from "../../../packages/react/test/support/makeTask.ts";
import { goTo, pass, resetEnvironment, setVisible } from "../../../packages/react/test/support/monitorHarness.tsx";
import { createFakeState, type FakeState } from "./support/fakeApi.ts";
import { renderApp } from "./support/renderApp.tsx";

const ana = { id: "ana", name: "Ana", email: "ana@example.com", role: "user" };
const ben = { id: "ben", name: "Ben", email: "ben@example.com", role: "user" };

beforeEach(() => {
  vi.spyOn(window, "scrollTo").mockImplementation(() => {});
});

afterEach(() => {
  cleanup();
  forgetToasts();
  localStorage.clear();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const atSignIn = () => screen.findByRole("heading", { name: "Sign in to Queue" });

/** The session ends on the server; the page does not know. */
function endSession(state: FakeState): void {
  state.user = null;
}

/** Opens the dialog for new tasks, and in it the form for an email. Returns the dialog. */
async function openEmailForm(): Promise<HTMLElement> {
  fireEvent.click(await screen.findByRole("button", { name: "New" }));
  const dialog = await screen.findByRole("dialog", { name: "New task" });
  fireEvent.click(within(dialog).getByRole("button", { name: "Email" }));
  return dialog;
}

describe("a session that has ended", () => {
  test("leads from Send to the sign-in, and the text is there after it", async () => {
    const state = createFakeState({ user: { ...ana, id: "writer" } });
    const { unmount } = renderApp(state);
    const dialog = await openEmailForm();
    fireEvent.change(within(dialog).getByLabelText("To"), { target: { value: "someone@example.com" } });
    endSession(state);
    fireEvent.click(within(dialog).getByRole("button", { name: "Send" }));
    await atSignIn();
    expect(screen.queryByRole("heading", { name: "My tasks" })).toBeNull();

    state.user = { ...ana, id: "writer" };
    announceFromAnotherTab({ userId: "writer" });
    const again = await openEmailForm();
    expect(within(again).getByDisplayValue("someone@example.com")).toBeDefined();
    unmount();
  });

  test.each(["/?show=failed", "/inbox", "/tasks/running1"])(
    "leads from %s to the sign-in, and back to it",
    async (path) => {
      const state = createFakeState({ tasks: [makeTask("running1", { status: "PROCESSING" })] });
      renderApp(state, path);
      await screen.findByRole("button", { name: "Account of Ana" });
      endSession(state);
      // The user comes back to the tab.
      window.dispatchEvent(new Event("visibilitychange"));
      await waitFor(() => expect(window.location.pathname).toBe("/sign-in"), { timeout: 12_000 });
      expect(new URLSearchParams(window.location.search).get("next")).toBe(path);
    },
  );

  test("is not asked for by the inbox of a hidden tab, and a visible one asks at once", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const state = createFakeState();
    renderApp(state, "/inbox");
    await screen.findByText("No emails yet");
    await setVisible(false);
    endSession(state);
    await pass(60_000);
    expect(window.location.pathname).toBe("/inbox");
    await setVisible(true);
    await atSignIn();
    vi.useRealTimers();
    resetEnvironment();
  });

  test("is noticed when a file's link is clicked, which the page itself does not request", async () => {
    const state = createFakeState();
    renderApp(state);
    await screen.findByText("No tasks yet");
    endSession(state);
    const link = document.body.appendChild(document.createElement("a"));
    link.href = "/api/files/uploads/ana/x.webp";
    link.addEventListener("click", (event) => event.preventDefault());
    link.click();
    await atSignIn();
    link.remove();
  });

  test("is not meant by a 403: the page stays, and says what was refused", async () => {
    const failed = makeTask("failed01", {
      type: "EMAIL_SEND",
      status: "MAX_RETRIES_REACHED",
      data: { to: "a@b.example" },
    });
    renderApp(createFakeState({ tasks: [failed], refuseRetry: "Ask the owner.", refusalCode: "FORBIDDEN" }));
    fireEvent.click(await screen.findByRole("button", { name: /^Run again/ }));
    await screen.findByText("Ask the owner.");
    expect(window.location.pathname).toBe("/");
  });
});

/** Another tab of the same browser. */
function announceFromAnotherTab(news: SessionNews): void {
  const channel = new BroadcastChannel("queue-session");
  channel.postMessage(news);
  channel.close();
}

describe("other tabs", () => {
  test("a sign-out in another tab shows the sign-in at once, without asking the server", async () => {
    const state = createFakeState();
    renderApp(state, "/?show=completed");
    await screen.findByRole("button", { name: "Account of Ana" });
    announceFromAnotherTab({ userId: null });
    await atSignIn();
    expect(window.location.search).toBe("?next=%2F%3Fshow%3Dcompleted");
  });

  test("a sign-in in another tab leads the sign-in page to the requested page", async () => {
    const state = createFakeState({ user: null });
    renderApp(state, "/inbox");
    await atSignIn();
    state.user = ana;
    announceFromAnotherTab({ userId: "ana" });
    await screen.findByRole("heading", { name: "Inbox" });
  });

  test("another user's sign-in loads the page again, and shows nothing of both users together", async () => {
    const reload = vi.spyOn(window.location, "reload").mockImplementation(() => {});
    const state = createFakeState();
    renderApp(state);
    await screen.findByRole("button", { name: "Account of Ana" });
    state.user = ben;
    announceFromAnotherTab({ userId: "ben" });
    await waitFor(() => expect(reload).toHaveBeenCalled());
    expect(screen.queryByRole("button", { name: "Account of Ben" })).toBeNull();
  });

  test("another user who signs in after a sign-out gets a page without the first one's data", async () => {
    const reload = vi.spyOn(window.location, "reload").mockImplementation(() => {});
    const state = createFakeState();
    renderApp(state);
    await screen.findByRole("button", { name: "Account of Ana" });
    announceFromAnotherTab({ userId: null });
    await atSignIn();
    state.user = ben;
    announceFromAnotherTab({ userId: "ben" });
    await waitFor(() => expect(reload).toHaveBeenCalled());
  });

  test("without BroadcastChannel the storage carries the news, and keeps nothing", () => {
    vi.stubGlobal("BroadcastChannel", undefined);
    goTo("http://localhost:3000/");
    const storage = { setItem: vi.fn(), removeItem: vi.fn(), clear: vi.fn(), getItem: () => null };
    vi.stubGlobal("localStorage", storage);
    const heard: SessionNews[] = [];
    const stop = onSessionNews((news) => heard.push(news));
    announceSession({ userId: "ana" });
    const [key, newValue] = storage.setItem.mock.calls[0] as [string, string];
    // A browser sends the event to the other tabs only.
    window.dispatchEvent(new StorageEvent("storage", { key, newValue }));
    window.dispatchEvent(new StorageEvent("storage", { key, newValue: "no JSON" }));
    window.dispatchEvent(new StorageEvent("storage", { key: "other", newValue }));
    expect(heard).toEqual([{ userId: "ana" }]);
    expect(storage.removeItem).toHaveBeenCalledWith(key);
    stop();
  });
});
