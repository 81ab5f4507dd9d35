import { CrashPage } from "@package/ui";
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { SchedulesPage } from "../schedules/SchedulesPage.tsx";
import { Shell } from "../shell/Shell.tsx";
import { NotFound } from "./NotFound.tsx";

const rootRoute = createRootRoute({ component: Shell, errorComponent: CrashPage });

const schedulesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  component: SchedulesPage,
  validateSearch: ({ q }): { q?: string } =>
    // The router reads a number as a number.
    typeof q === "string" || typeof q === "number" ? { q: String(q).slice(0, 128) } : {},
});

const scheduleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/schedules/$name",
  component: lazyRouteComponent(() => import("../schedules/SchedulePage.tsx"), "SchedulePage"),
});

const notFoundRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "$",
  component: () => <NotFound title="Page not found" hint="Check the address. The page may have been moved." />,
});

const routeTree = rootRoute.addChildren([schedulesRoute, scheduleRoute, notFoundRoute]);

/** Creates the router of all pages, mounted at the path in the page's <base>. */
export function createPageRouter() {
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
    router: ReturnType<typeof createPageRouter>;
  }
}
