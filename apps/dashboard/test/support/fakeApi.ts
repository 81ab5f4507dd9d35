import type { AppRouter } from "@app/server/api";
import type { TaskDetail, TaskSummary } from "@package/api";
import { createTRPCClient, type TRPCLink, unstable_localLink } from "@trpc/client";
import { initTRPC, TRPCError } from "@trpc/server";
import { z } from "zod";
import { makeStatus, makeTask } from "../../../../packages/react/test/support/makeTask.ts";
import type { ApiClient } from "../../src/api/trpc.ts";
import { watchSession } from "../../src/api/watchSession.ts";

export interface FakeEmail {
  id: string;
  taskId: string;
  from: string;
  to: string[];
  subject: string;
  receivedAt: string;
  text: string;
  html: string | null;
}

/** What the fake server knows; a test changes it as it likes. */
export interface FakeState {
  user: { id: string; name: string; email: string; role: string } | null;
  tasks: TaskSummary[];
  /** Finished tasks that only the list of tasks has. */
  olderTasks: TaskSummary[];
  /** The words of each list that was asked for. */
  searches: string[];
  details: Record<string, Partial<TaskDetail>>;
  emails: FakeEmail[];
  now: () => string;
  /** Thrown by the next retry, then forgotten. */
  refuseRetry: string | null;
  /** With which code. */
  refusalCode: "CONFLICT" | "FORBIDDEN";
  statusCalls: number;
}

export function createFakeState(change: Partial<FakeState> = {}): FakeState {
  return {
    user: { id: "ana", name: "Ana", email: "ana@example.com", role: "user" },
    tasks: [],
    olderTasks: [],
    searches: [],
    details: {},
    emails: [],
    now: () => new Date().toISOString(),
    refuseRetry: null,
    refusalCode: "CONFLICT",
    statusCalls: 0,
    ...change,
  };
}

const byId = z.object({ id: z.string() });

const listInput = z.strictObject({
  kind: z.string().optional(),
  type: z.string().optional(),
  search: z.string().optional(),
  limit: z.number(),
  cursor: z.string().optional(),
});

/** A router with the procedures of `@package/api`, over an array. */
export function createFakeRouter(state: FakeState) {
  const t = initTRPC.create();
  const own = t.procedure.use(({ next }) => {
    if (!state.user) throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first." });
    return next({ ctx: { user: state.user } });
  });
  const find = (id: string): TaskSummary => {
    const task = state.tasks.find((candidate) => candidate.id === id);
    if (!task) throw new TRPCError({ code: "NOT_FOUND", message: `There is no task "${id}".` });
    return task;
  };
  const change = (id: string, next: Partial<TaskSummary>): TaskSummary => {
    const task = { ...find(id), ...next, rev: find(id).rev + 1, updatedAt: state.now() };
    state.tasks = state.tasks.map((candidate) => (candidate.id === id ? task : candidate));
    return task;
  };
  const add = (type: string, data: unknown): TaskSummary => {
    const createdAt = state.now();
    const task = makeTask(`new${state.tasks.length}`, { type, data, createdAt, updatedAt: createdAt });
    state.tasks = [task, ...state.tasks];
    return task;
  };
  return t.router({
    session: t.router({ me: own.query(({ ctx }) => ctx.user) }),
    queue: t.router({
      getQueueStatus: own.query(({ ctx }) => {
        state.statusCalls += 1;
        const status = makeStatus(state.tasks, { now: state.now(), userId: ctx.user.id });
        const completed = status.counts.completed + state.olderTasks.length;
        return { ...status, counts: { ...status.counts, completed } };
      }),
      listTasks: own.input(listInput).query(({ input: { search = "", type, cursor = "0", limit } }) => {
        state.searches.push(search);
        const found = [...state.tasks, ...state.olderTasks].filter(
          (task) => (type === undefined || task.type === type) && `${task.id} ${task.errorMessage}`.includes(search),
        );
        const end = Number(cursor) + limit;
        return { tasks: found.slice(Number(cursor), end), nextCursor: end < found.length ? String(end) : null };
      }),
      getTask: own.input(byId).query(({ input }) => ({
        ...find(input.id),
        resultNote: null,
        reference: null,
        tags: [],
        scheduleName: null,
        scheduledSlot: null,
        attemptHistory: [],
        logs: [],
        explanation: null,
        ...state.details[input.id],
      })),
      retryTask: own.input(byId).mutation(({ input }) => {
        const message = state.refuseRetry;
        state.refuseRetry = null;
        if (message) throw new TRPCError({ code: state.refusalCode, message });
        return change(input.id, { status: "PENDING", attempts: 0, finishedAt: null, errorMessage: null });
      }),
      cancelTask: own
        .input(byId)
        .mutation(({ input }) => change(input.id, { status: "CANCELLED", finishedAt: state.now() })),
      deleteTask: own.input(byId).mutation(({ input }) => {
        state.tasks = state.tasks.filter((task) => task.id !== input.id);
        return { id: input.id };
      }),
    }),
    tasks: t.router({
      addImageProcess: own.input(z.any()).mutation(({ input }) => add("IMAGE_PROCESS", input)),
      addEmail: own.input(z.any()).mutation(({ input }) => add("EMAIL_SEND", input)),
      addContactImport: own.input(z.any()).mutation(({ input }) => add("CONTACT_IMPORT", input)),
    }),
    inbox: t.router({
      listEmails: own.query(() => ({ isEnabled: true, emails: state.emails })),
      readEmail: own.input(byId).query(({ input }) => {
        const email = state.emails.find((candidate) => candidate.id === input.id);
        if (!email) throw new TRPCError({ code: "NOT_FOUND", message: "There is no such email." });
        return email;
      }),
    }),
  });
}

/** A client that calls the fake router without a network. */
export function createFakeClient(state: FakeState): ApiClient {
  const link = unstable_localLink({ router: createFakeRouter(state), createContext: async () => ({}) });
  return createTRPCClient<AppRouter>({ links: [watchSession, link as unknown as TRPCLink<AppRouter>] });
}
