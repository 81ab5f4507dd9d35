import { CrashPage } from "@package/ui";
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from "@tanstack/react-router";
import { type TaskTab, taskTabs } from "../tasks/taskTabs.ts";
import { MyTasksPage } from "./MyTasksPage.tsx";
import { NotFoundPage } from "./NotFoundPage.tsx";
import { SignedInLayout } from "./SignedInLayout.tsx";

/** What the server accepts as a type. */
const taskType = /^[A-Za-z\d][\w.:/-]{0,127}$/;

const rootRoute = createRootRoute({ component: Outlet, errorComponent: CrashPage });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  component: lazyRouteComponent(() => import("./SignInPage.tsx"), "SignInPage"),
  // Only paths of this site, so that a crafted link cannot redirect to another one.
  validateSearch: ({ next }): { next?: string } =>
    typeof next === "string" && /^\/(?![/\\])/.test(next) ? { next } : {},
});

const appRoute = createRoute({ getParentRoute: () => rootRoute, id: "app", component: SignedInLayout });

const myTasksRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/",
  component: MyTasksPage,
  validateSearch: ({ show, q, type }): { show?: TaskTab; q?: string; type?: string } => {
    const tab = taskTabs.find((candidate) => candidate === show);
    return {
      ...(tab && tab !== "all" ? { show: tab } : {}),
      // The router reads a number as a number.
      ...(typeof q === "string" || typeof q === "number" ? { q: String(q).trim().slice(0, 200) } : {}),
      ...(typeof type === "string" && taskType.test(type) ? { type } : {}),
    };
  },
});

const taskRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/tasks/$taskId",
  component: lazyRouteComponent(() => import("./TaskPage.tsx"), "TaskPage"),
});

const inboxRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/inbox",
  component: lazyRouteComponent(() => import("./InboxPage.tsx"), "InboxPage"),
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
    defaultPreload: "intent",
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
