import { forgetToasts, useQueueTaskToast } from "@package/react";
import { cleanup, fireEvent, renderHook, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeTask } from "../../../packages/react/test/support/makeTask.ts";
import { createFakeState } from "./support/fakeApi.ts";
import { renderApp } from "./support/renderApp.tsx";

const { getActiveToastIds } = renderHook(() => useQueueTaskToast()).result.current;
const running = makeTask("running1", { status: "PROCESSING", data: { fileUrl: "upload:a/leads.csv" }, progress: 40 });
const failed = makeTask("failed01", {
  type: "EMAIL_SEND",
  status: "MAX_RETRIES_REACHED",
  data: { to: "ben@example.com", template: "welcome" },
  errorMessage: "550 There is no such mailbox",
});

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

const rowOf = async (name: RegExp) => {
  const link = await screen.findByRole("link", { name });
  return within(link.closest("li") as HTMLElement);
};

describe("live updates", () => {
  test("a user pauses them in the account menu, and resumes them with a button: it asks at once", async () => {
    const state = createFakeState({ tasks: [running] });
    renderApp(state);
    await rowOf(/^Import leads.csv/);
    fireEvent.click(screen.getByRole("button", { name: "Account of Ana" }));
    fireEvent.click(screen.getByRole("button", { name: "Pause live updates" }));
    await screen.findByText("Live updates are paused.");
    const before = state.statusCalls;
    state.tasks = [failed];
    fireEvent(window, new Event("online"));
    fireEvent(document, new Event("visibilitychange"));
    // A request starts in a microtask.
    await Promise.resolve();
    expect(state.statusCalls).toBe(before);
    fireEvent.click(screen.getByRole("button", { name: "Resume" }));
    await screen.findByText("550 There is no such mailbox");
    expect(state.statusCalls).toBe(before + 1);
    expect(screen.queryByText("Live updates are paused.")).toBeNull();
  });

  test("the key p pauses and resumes them", async () => {
    const state = createFakeState({ tasks: [running] });
    renderApp(state);
    await rowOf(/^Import leads.csv/);
    fireEvent.keyDown(document.body, { key: "p" });
    await screen.findByText("Live updates are paused.");
    fireEvent.keyDown(document.body, { key: "p" });
    await waitFor(() => expect(screen.queryByText("Live updates are paused.")).toBeNull());
  });
});

describe("my tasks", () => {
  test("a newcomer sees what to do first", async () => {
    renderApp(createFakeState());
    await screen.findByText("No tasks yet");
    fireEvent.click(screen.getByRole("button", { name: "New task" }));
    expect(within(await screen.findByRole("dialog", { name: "New task" })).getByText("Convert a photo")).toBeDefined();
  });

  test("tasks are listed with their state, and the tabs count them", async () => {
    renderApp(createFakeState({ tasks: [running, failed] }));
    const row = await rowOf(/^Import leads.csv/);
    expect(row.getByText("Processing")).toBeDefined();
    expect(row.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("40");
    const tabs = within(screen.getByRole("navigation", { name: "Tasks by status" }));
    expect(tabs.getAllByRole("link").map((tab) => tab.textContent)).toEqual([
      "All2",
      "Active1",
      "Scheduled0",
      "Completed0",
      "Failed1",
      "Cancelled0",
    ]);
  });

  test("end users read neither types nor storage keys", async () => {
    const data = { imageUrl: "upload:users/u1/uploads/0123456789abcdef01234567-lake.jpg", options: { format: "webp" } };
    renderApp(createFakeState({ tasks: [makeTask("photo001", { type: "IMAGE_PROCESS", data })] }));
    await rowOf(/^Convert lake.jpg to WebP/);
    expect(document.body.textContent).not.toMatch(/upload:|users\/|IMAGE_PROCESS/);
  });

  test("a tab is an address, and keeps the search", async () => {
    renderApp(createFakeState({ tasks: [running, failed] }), "/?show=failed&q=mailbox");
    await screen.findByText("550 There is no such mailbox");
    expect(screen.queryByRole("link", { name: /^Import/ })).toBeNull();
    fireEvent.click(screen.getByRole("link", { name: /^Active/ }));
    await screen.findByText("No tasks match “mailbox”");
    expect(window.location.search).toBe("?show=active&q=mailbox");
  });

  test("each tab is an entry of the history, and typing is none", async () => {
    renderApp(createFakeState({ tasks: [running, failed] }));
    await rowOf(/^Import/);
    const entries = window.history.length;
    fireEvent.click(screen.getByRole("link", { name: /^Failed/ }));
    await waitFor(() => expect(window.location.search).toBe("?show=failed"));
    fireEvent.change(screen.getByRole("searchbox"), { target: { value: "mail" } });
    await waitFor(() => expect(window.location.search).toBe("?show=failed&q=mail"));
    expect(window.history.length).toBe(entries + 1);
  });

  test("the search asks the server once, after the last letter, and finds what is not loaded", async () => {
    const older = makeTask("older001", { status: "COMPLETED", data: { fileUrl: "upload:a/old.csv" } });
    const state = createFakeState({ tasks: [running], olderTasks: [older] });
    renderApp(state);
    await rowOf(/^Import leads/);
    expect(screen.queryByRole("link", { name: /^Import old/ })).toBeNull();
    for (const value of ["o", "old", "older"]) fireEvent.change(screen.getByRole("searchbox"), { target: { value } });
    await rowOf(/^Import old.csv/);
    expect(screen.queryByRole("link", { name: /^Import leads/ })).toBeNull();
    expect(state.searches).toEqual(["older"]);
  });

  test("a search without result says what was searched, and can be cleared", async () => {
    renderApp(createFakeState({ tasks: [running, failed] }));
    await rowOf(/^Import/);
    fireEvent.change(screen.getByRole("searchbox"), { target: { value: "unheard of" } });
    await screen.findByText("No tasks match “unheard of”");
    fireEvent.click(screen.getByRole("button", { name: "Clear search" }));
    await rowOf(/^Import/);
    expect((screen.getByRole("searchbox") as HTMLInputElement).value).toBe("");
  });

  test("older tasks are loaded page by page", async () => {
    const olderTasks = Array.from({ length: 130 }, (_, index) =>
      makeTask(`older${String(index).padStart(3, "0")}`, { status: "COMPLETED", data: { fileUrl: "upload:a/x.csv" } }),
    );
    renderApp(createFakeState({ tasks: [running], olderTasks }));
    await rowOf(/^Import leads/);
    const rows = () => document.querySelectorAll("[data-task-row]").length;
    expect(rows()).toBe(1);
    fireEvent.click(screen.getByRole("button", { name: "Show older tasks" }));
    await waitFor(() => expect(rows()).toBe(100));
    fireEvent.click(screen.getByRole("button", { name: "Show older tasks" }));
    await waitFor(() => expect(rows()).toBe(131));
    expect(screen.queryByRole("button", { name: "Show older tasks" })).toBeNull();
  });

  test("a failed task runs again from its row", async () => {
    const state = createFakeState({ tasks: [failed] });
    renderApp(state);
    fireEvent.click((await rowOf(/^Send a welcome email/)).getByRole("button", { name: /^Run again/ }));
    await waitFor(async () => expect((await rowOf(/^Send a welcome email/)).getByText("Waiting")).toBeDefined());
    expect(state.tasks[0]?.status).toBe("PENDING");
  });

  test("the server's refusal is shown in the row", async () => {
    renderApp(createFakeState({ tasks: [failed], refuseRetry: "It is running already." }));
    fireEvent.click((await rowOf(/^Send a welcome email/)).getByRole("button", { name: /^Run again/ }));
    await screen.findByText("It is running already.");
  });

  test("the menu of a row deletes its task after a question", async () => {
    const state = createFakeState({ tasks: [running, failed] });
    renderApp(state);
    fireEvent.click((await rowOf(/^Send a welcome email/)).getByRole("button", { name: /^Actions for/ }));
    const menu = within(screen.getByRole("menu"));
    expect(menu.getAllByRole("menuitem").map(({ textContent }) => textContent)).toEqual([
      "Run again",
      "Copy link",
      "Delete",
    ]);
    fireEvent.click(menu.getByRole("menuitem", { name: "Delete" }));
    fireEvent.click(
      within(screen.getByRole("dialog", { name: "Delete this task?" })).getByRole("button", { name: "Delete" }),
    );
    await waitFor(() => expect(state.tasks.map(({ id }) => id)).toEqual(["running1"]));
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Import leads.csv"));
  });

  test("while a row has the focus new tasks wait, and a button shows them", async () => {
    const state = createFakeState({ tasks: [failed] });
    renderApp(state);
    (await screen.findByRole("link", { name: /^Send a welcome email/ })).focus();
    state.tasks = [running, failed];
    fireEvent(document, new Event("visibilitychange"));
    const button = await screen.findByRole("button", { name: "1 newer" });
    expect(screen.queryByRole("link", { name: "Import leads.csv" })).toBeNull();
    fireEvent.click(button);
    await screen.findByRole("link", { name: "Import leads.csv" });
  });

  test("an email that is added shows at once, in the list and as a toast, and the dialog closes", async () => {
    const state = createFakeState();
    renderApp(state);
    fireEvent.click(await screen.findByRole("button", { name: "New" }));
    const dialog = await screen.findByRole("dialog", { name: "New task" });
    fireEvent.click(within(dialog).getByRole("button", { name: "Email" }));
    fireEvent.click(within(dialog).getByRole("button", { name: "Send" }));
    await rowOf(/^Send a welcome email to ana@example.com/);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await waitFor(() => expect(getActiveToastIds()).toEqual([state.tasks[0]?.id]));
  });

  test("times are the server's, also when the client's clock is an hour off", async () => {
    const hour = 3_600_000;
    const createdAt = new Date(Date.now() + hour - 120_000).toISOString();
    const now = () => new Date(Date.now() + hour).toISOString();
    renderApp(createFakeState({ tasks: [makeTask("waiting1", { createdAt })], now }));
    await screen.findByText("2 min");
  });

  test("the tab's title says how far the running tasks are", async () => {
    renderApp(createFakeState({ tasks: [running] }));
    await waitFor(() => expect(document.title).toBe("40 % · My tasks · Queue"));
  });
});

describe("a task's page", () => {
  test("shows attempts, log, data and reason", async () => {
    const attempt = {
      attempt: 1,
      outcome: "TIMEOUT",
      errorClass: "TaskTimeoutError",
      errorCode: "TASK_TIMEOUT",
      errorMessage: "too long",
      errorCauses: [],
      provider: null,
    };
    const time = "2026-01-01T10:00:00.000Z";
    const details = {
      failed01: {
        terminalReason: "EXHAUSTED",
        attemptHistory: [{ ...attempt, startedAt: time, finishedAt: time }],
        logs: [{ id: "1", attempt: 1, level: "warn", message: "slow answer", fields: { ms: 900 }, createdAt: time }],
      },
    };
    renderApp(createFakeState({ tasks: [failed], details }), "/tasks/failed01");
    await screen.findByRole("heading", { name: /^Send a welcome email to ben/ });
    expect(screen.getByText("All attempts failed.")).toBeDefined();
    expect(screen.getByText("TaskTimeoutError [TASK_TIMEOUT]: too long")).toBeDefined();
    expect(screen.getByText(/slow answer/).textContent).toContain('{"ms":900}');
    expect(screen.getByText('"welcome"')).toBeDefined();
  });

  test("says which schedule made the task, and for which slot", async () => {
    const scheduledSlot = new Date(2026, 10, 28, 7, 0).toISOString();
    const details = { running1: { scheduleName: "nightly-report", scheduledSlot } };
    renderApp(createFakeState({ tasks: [running], details }), "/tasks/running1");
    await screen.findByText(/^Made by schedule nightly-report for .*28.*2026, 0?7:00/);
    cleanup();
    const byHand = { running1: { scheduleName: "nightly-report", scheduledSlot: null } };
    renderApp(createFakeState({ tasks: [running], details: byHand }), "/tasks/running1");
    await screen.findByText("Made by schedule nightly-report, by hand");
  });

  test("says an error once", async () => {
    const time = "2026-01-01T10:00:00.000Z";
    const errorMessage = failed.errorMessage;
    const attempt = { attempt: 1, outcome: "FAILED", errorClass: "SmtpError", errorCode: null, errorMessage };
    const times = { errorCauses: [], provider: null, startedAt: time, finishedAt: time };
    const details = { failed01: { attemptHistory: [{ ...attempt, ...times }] } };
    renderApp(createFakeState({ tasks: [failed], details }), "/tasks/failed01");
    await screen.findByText("SmtpError");
    expect(document.body.textContent?.split("550 There is no such mailbox")).toHaveLength(2);
  });

  test("shows large integers exactly, and files by their names", async () => {
    const data = {
      account: "1970670598291982290",
      fileUrl: "upload:users/u1/uploads/0123456789abcdef01234567-leads.csv",
    };
    renderApp(createFakeState({ tasks: [failed], details: { failed01: { data } } }), "/tasks/failed01");
    await screen.findByText("1970670598291982290");
    expect(screen.getByText("leads.csv")).toBeDefined();
    expect(document.body.textContent).not.toContain("upload:");
  });

  test("shows the causes of a failure, each below the error it caused", async () => {
    const time = "2026-01-01T10:00:00.000Z";
    const attempt = {
      attempt: 1,
      outcome: "FAILED",
      errorClass: "ProviderError",
      errorCode: "PROVIDER_FAILED",
      errorMessage: "openai failed",
      errorCauses: [
        {
          errorClass: "TypeError",
          message: "fetch failed",
          causes: [{ errorClass: "Error", code: "ECONNREFUSED", message: "connect 127.0.0.1:9" }],
        },
      ],
      provider: "openai",
      startedAt: time,
      finishedAt: time,
    };
    const details = { failed01: { attemptHistory: [attempt] } };
    renderApp(createFakeState({ tasks: [failed], details }), "/tasks/failed01");
    await screen.findByText("ProviderError [PROVIDER_FAILED]: openai failed");
    const [outer, inner] = screen.getAllByRole("list", { name: "Caused by" });
    expect(outer?.firstElementChild?.firstElementChild?.textContent).toBe("caused by TypeError: fetch failed");
    expect(outer?.contains(inner ?? null)).toBe(true);
    expect(inner?.textContent).toBe("caused by Error [ECONNREFUSED]: connect 127.0.0.1:9");
  });

  test("says of a task that was put back in the queue that no attempt was used", async () => {
    const [startedAt, finishedAt] = ["2026-01-01T10:00:00.000Z", "2026-01-01T10:00:00.010Z"];
    const error = { errorClass: "InvalidTaskDataError", errorCode: null, errorMessage: "no letter b", errorCauses: [] };
    const attempt = { attempt: 1, outcome: "REFUSED", ...error, provider: null, startedAt, finishedAt };
    renderApp(
      createFakeState({ tasks: [failed], details: { failed01: { attemptHistory: [attempt] } } }),
      "/tasks/failed01",
    );
    expect((await screen.findByText("Put back in the queue, no attempt used")).closest("li")?.textContent).toContain(
      "Attempt 1",
    );
  });

  test("opening it dismisses the task's toast permanently", async () => {
    renderApp(createFakeState({ tasks: [running] }));
    await waitFor(() => expect(getActiveToastIds()).toEqual(["running1"]));
    fireEvent.click(await screen.findByRole("link", { name: "View Import leads.csv" }));
    await screen.findByRole("heading", { name: "Import leads.csv" });
    await waitFor(() => expect(getActiveToastIds()).toEqual([]));
    expect(window.location.pathname).toBe("/tasks/running1");
  });

  test("moving to it moves the focus to its heading and names the tab", async () => {
    renderApp(createFakeState({ tasks: [running] }));
    fireEvent.click(await screen.findByRole("link", { name: "Import leads.csv" }));
    const heading = await screen.findByRole("heading", { name: "Import leads.csv" });
    expect(document.activeElement).toBe(heading);
    await waitFor(() => expect(document.title).toBe("40 % · Import leads.csv · Queue"));
  });

  test("a task that does not exist, or is another user's, has a page that says so", async () => {
    renderApp(createFakeState(), "/tasks/unknown1");
    await screen.findByRole("heading", { name: "Task not found" });
  });

  test("deleting asks first", async () => {
    const state = createFakeState({ tasks: [failed] });
    renderApp(state, "/tasks/failed01");
    fireEvent.click(await screen.findByRole("button", { name: "Delete" }));
    const dialog = within(screen.getByRole("dialog", { name: "Delete this task?" }));
    expect(state.tasks).toHaveLength(1);
    fireEvent.click(dialog.getByRole("button", { name: "Delete" }));
    await screen.findByText("No tasks yet");
    expect(state.tasks).toHaveLength(0);
  });
});

describe("session, inbox, notifications and theme", () => {
  test("without a session a page redirects to the sign-in, with the way back", async () => {
    renderApp(createFakeState({ user: null }), "/inbox");
    await screen.findByRole("heading", { name: "Sign in to Queue" });
    expect(window.location.search).toBe("?next=%2Finbox");
  });

  test("HTML of an email gets a frame without scripts", async () => {
    const email = {
      id: "m1",
      taskId: "t1",
      from: "q@example.com",
      to: ["ana@example.com"],
      subject: "Hi",
      receivedAt: "2026-01-01T10:00:00Z",
    };
    const emails = [{ ...email, text: "hello", html: "<b>hello</b><script>alert(1)</script>" }];
    renderApp(createFakeState({ emails }), "/inbox?email=m1");
    const frame = await screen.findByTitle("Email: Hi");
    expect(frame.getAttribute("sandbox")).not.toContain("allow-scripts");
    expect(frame.getAttribute("sandbox")).not.toContain("allow-same-origin");
    expect(frame.getAttribute("srcdoc")).toContain("<b>hello</b>");
  });

  test("the notifications have the tasks that finished", async () => {
    const state = createFakeState({ tasks: [running] });
    renderApp(state);
    await waitFor(() => expect(getActiveToastIds()).toEqual(["running1"]));
    const finishedAt = new Date(Date.now() + 1_000).toISOString();
    state.tasks = [{ ...running, status: "COMPLETED", rev: 9, finishedAt }];
    window.dispatchEvent(new Event("visibilitychange")); // makes the monitor ask at once
    fireEvent.click(await screen.findByRole("button", { name: "Notifications, 1 new" }));
    const notes = within(screen.getByRole("region", { name: "Notifications" }));
    expect(notes.getByRole("link").getAttribute("href")).toBe("/tasks/running1");
    expect(screen.getByRole("button", { name: "Notifications" })).toBeDefined();
  });

  test("the theme can be chosen and is kept", async () => {
    renderApp(createFakeState());
    fireEvent.click(await screen.findByRole("button", { name: /^Theme/ }));
    fireEvent.click(screen.getByRole("button", { name: "Dark" }));
    expect(document.documentElement.classList.contains("dark")).toBe(true);
    expect(localStorage.getItem("theme")).toBe("dark");
    document.documentElement.classList.remove("dark");
  });

  test("a shell that comes back shows each open toast once", async () => {
    const state = createFakeState({ tasks: [running] });
    const first = renderApp(state);
    await screen.findByRole("link", { name: "View Import leads.csv" });
    first.unmount();
    renderApp(state);
    await screen.findByRole("link", { name: "View Import leads.csv" });
    expect(document.querySelectorAll('[data-task-id="running1"]')).toHaveLength(1);
  });
});
