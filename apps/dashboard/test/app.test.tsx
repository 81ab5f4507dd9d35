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

describe("my tasks", () => {
  test("a newcomer sees what to do first", async () => {
    renderApp(createFakeState());
    await screen.findByText("No tasks yet");
    expect(screen.getByRole("heading", { name: "Convert a photo" })).toBeDefined();
  });

  test("tasks are listed with their state, and the tabs count them", async () => {
    renderApp(createFakeState({ tasks: [running, failed] }));
    const row = await rowOf(/^Import leads.csv/);
    expect(row.getByText("Processing")).toBeDefined();
    expect(row.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("40");
    const tabs = within(screen.getByRole("navigation", { name: "Tasks by status" }));
    expect(tabs.getAllByRole("link").map((tab) => tab.textContent)).toEqual([
      "Active1",
      "Completed0",
      "Failed1",
      "Cancelled0",
      "All2",
    ]);
  });

  test("a tab is an address", async () => {
    renderApp(createFakeState({ tasks: [running, failed] }), "/?show=failed");
    await screen.findByText("550 There is no such mailbox");
    expect(screen.queryByRole("link", { name: /^Import/ })).toBeNull();
  });

  test("the filter says how many tasks it searched, and can be cleared", async () => {
    renderApp(createFakeState({ tasks: [running, failed] }));
    await rowOf(/^Import/);
    fireEvent.change(screen.getByRole("searchbox"), { target: { value: "unheard of" } });
    await screen.findByText("No tasks match “unheard of”");
    expect(screen.getByText(/Searched 2 tasks/)).toBeDefined();
    fireEvent.click(screen.getByRole("button", { name: "Clear filter" }));
    await rowOf(/^Import/);
  });

  test("a failed task is put back into the queue from its row", async () => {
    const state = createFakeState({ tasks: [failed] });
    renderApp(state);
    fireEvent.click((await rowOf(/^Send a welcome email/)).getByRole("button", { name: /^Retry/ }));
    await waitFor(async () => expect((await rowOf(/^Send a welcome email/)).getByText("Waiting")).toBeDefined());
    expect(state.tasks[0]?.status).toBe("PENDING");
  });

  test("the server's refusal is shown in the row", async () => {
    renderApp(createFakeState({ tasks: [failed], refuseRetry: "It is running already." }));
    fireEvent.click((await rowOf(/^Send a welcome email/)).getByRole("button", { name: /^Retry/ }));
    await screen.findByText("It is running already.");
  });

  test("an email that is added shows at once, in the list and as a toast", async () => {
    const state = createFakeState();
    renderApp(state);
    fireEvent.click(await screen.findByRole("button", { name: "Send" }));
    await rowOf(/^Send a welcome email to ana@example.com/);
    await waitFor(() => expect(getActiveToastIds()).toEqual([state.tasks[0]?.id]));
  });

  test("times are the server's, also when the client's clock is an hour off", async () => {
    const hour = 3_600_000;
    const createdAt = new Date(Date.now() + hour - 120_000).toISOString();
    const now = () => new Date(Date.now() + hour).toISOString();
    renderApp(createFakeState({ tasks: [makeTask("waiting1", { createdAt })], now }));
    await screen.findByText("2 minutes ago");
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
    expect(screen.getByText("No attempts left.")).toBeDefined();
    expect(screen.getByText("TaskTimeoutError [TASK_TIMEOUT]: too long")).toBeDefined();
    expect(screen.getByText(/slow answer/).textContent).toContain('{"ms":900}');
    expect(screen.getByText(/"template": "welcome"/)).toBeDefined();
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
    expect((await screen.findByText("Put back in the queue, no attempt used")).parentElement?.textContent).toContain(
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
    expect(document.title).toBe("Import leads.csv · Queue");
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
