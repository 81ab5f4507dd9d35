import { createRootRoute, createRoute, createRouter, Outlet } from "@tanstack/react-router";
import { type TaskTab, taskTabs } from "../tasks/taskTabs.ts";
import { CrashPage } from "./CrashPage.tsx";
import { InboxPage } from "./InboxPage.tsx";
import { MyTasksPage } from "./MyTasksPage.tsx";
import { NotFoundPage } from "./NotFoundPage.tsx";
import { SignedInLayout } from "./SignedInLayout.tsx";
import { SignInPage } from "./SignInPage.tsx";
import { TaskPage } from "./TaskPage.tsx";

const rootRoute = createRootRoute({ component: Outlet, errorComponent: CrashPage });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  component: SignInPage,
  // Only paths of this site, so that a crafted link cannot redirect to another one.
  validateSearch: ({ next }): { next?: string } =>
    typeof next === "string" && /^\/(?![/\\])/.test(next) ? { next } : {},
});

const appRoute = createRoute({ getParentRoute: () => rootRoute, id: "app", component: SignedInLayout });

const myTasksRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/",
  component: MyTasksPage,
  validateSearch: ({ show }): { show?: TaskTab } => {
    const tab = taskTabs.find((candidate) => candidate === show);
    return tab && tab !== "all" ? { show: tab } : {};
  },
});

const taskRoute = createRoute({ getParentRoute: () => appRoute, path: "/tasks/$taskId", component: TaskPage });

const inboxRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/inbox",
  component: InboxPage,
  validateSearch: ({ email, task }): { email?: string; task?: string } => ({
    ...(typeof email === "string" ? { email } : {}),
    ...(typeof task === "string" ? { task } : {}),
  }),
});

// All other addresses, inside the shell, so that the navigation stays available.
const notFoundRoute = createRoute({ getParentRoute: () => appRoute, path: "$", component: NotFoundPage });

const routeTree = rootRoute.addChildren([
  signInRoute,
  appRoute.addChildren([myTasksRoute, taskRoute, inboxRoute, notFoundRoute]),
]);

/** Creates the router of all pages, mounted at the path in the page's <base>. */
export function createAppRouter() {
  return createRouter({
    routeTree,
    basepath: new URL(document.baseURI).pathname,
    defaultErrorComponent: CrashPage,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
