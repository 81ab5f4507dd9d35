import { Logo, SkipLink, ThemeMenu } from "@package/ui";
import { Link, Outlet } from "@tanstack/react-router";
import { CalendarClock, Eye } from "lucide-react";
import { useOperator } from "../api/useOperator.ts";
import { NoticeProvider } from "./Notice.tsx";

/** The frame around every page: header, navigation, and the line that says what an action did. */
export function Shell() {
  const operator = useOperator();
  return (
    <NoticeProvider>
      <SkipLink />
      <header className="sticky top-0 z-30 border-b border-line bg-surface/90 backdrop-blur">
        <div className="mx-auto flex h-12 max-w-7xl items-center gap-1 px-3 sm:gap-2 sm:px-6">
          <span className="mr-1 flex items-center gap-2 sm:mr-4">
            <Logo />
            <span className="hidden text-[0.9375rem] font-semibold tracking-tight sm:block">Queue operations</span>
          </span>
          <nav aria-label="Main">
            <Link
              to="/"
              className="touch-target inline-flex h-8 items-center justify-center gap-2 rounded-lg bg-accent-soft px-2 text-sm font-medium text-accent-text sm:px-3"
            >
              <CalendarClock aria-hidden className="size-4" strokeWidth={1.9} />
              Schedules
            </Link>
          </nav>
          <div className="ml-auto flex min-w-0 items-center gap-2">
            {operator && !operator.canWrite && (
              <span className="inline-flex h-6 shrink-0 items-center gap-1.5 rounded-full bg-pending-tint px-2.5 text-xs font-medium text-pending">
                <Eye aria-hidden className="size-3.5" />
                View only
              </span>
            )}
            <span className="min-w-0 truncate text-sm text-muted max-sm:hidden">{operator?.actor}</span>
            <ThemeMenu />
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-7xl px-3 pt-5 pb-16 sm:px-6 sm:pt-6">
        <Outlet />
      </main>
    </NoticeProvider>
  );
}
