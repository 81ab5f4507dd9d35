import { QueueMonitorProvider } from "@package/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { useQueueTaskToast } from "@/hooks/useQueueTaskToast";
import { QueueMonitorComponent } from "../../../examples/contract/QueueMonitorComponent.tsx";
import { makeStatus, makeTask } from "../../../packages/react/test/support/makeTask.ts";

const queryClient = new QueryClient();

afterEach(() => {
  queryClient.clear();
});

test("the contract's component shows the running tasks and opens their toasts", async () => {
  const status = makeStatus([makeTask("r1", { status: "PROCESSING" }), makeTask("d1", { status: "COMPLETED" })]);
  render(
    <QueryClientProvider client={queryClient}>
      <QueueMonitorProvider userId="ana" fetchStatus={async () => status} onSessionLost={() => {}}>
        <QueueMonitorComponent />
      </QueueMonitorProvider>
    </QueryClientProvider>,
  );
  await screen.findByText("Active Tasks: 1");
  expect(screen.getByText("Completed: 1")).toBeDefined();
  await waitFor(() => expect(useQueueTaskToast().getActiveToastIds()).toEqual(["r1"]));
  act(() => useQueueTaskToast().dismissToast("r1"));
  expect(useQueueTaskToast().getActiveToastIds()).toEqual([]);
});
