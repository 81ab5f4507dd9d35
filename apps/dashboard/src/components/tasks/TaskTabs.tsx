import type { TaskCounts } from "@package/react";
import { cx } from "@package/ui";
import { Link } from "@tanstack/react-router";
import { type TaskQuery, toSearch } from "../../tasks/findTasks.ts";
import { formatCount, shownTabs, tabCounts, tabLabels } from "../../tasks/taskTabs.ts";

/** One tab per state. Each is a link that keeps the rest of the query, so that it can be shared and works with the Back button. */
export function TaskTabs({ query, counts }: { query: TaskQuery; counts: TaskCounts | null }) {
  const numbers = counts && tabCounts(counts);
  return (
    <nav
      aria-label="Tasks by status"
      className="-mb-px flex min-w-0 gap-0.5 overflow-x-auto px-2 pt-1 [scrollbar-width:none]"
    >
      {shownTabs(query.tab, counts ?? { retrying: 0 }).map((tab) => {
        const isCurrent = tab === query.tab;
        return (
          <Link
            key={tab}
            to="/"
            search={toSearch({ ...query, tab })}
            resetScroll={false}
            aria-current={isCurrent ? "page" : undefined}
            className={cx(
              "touch-target inline-flex h-9 shrink-0 items-center gap-1.5 border-b-2 px-2.5 text-[0.8125rem] font-medium focus-visible:-outline-offset-2",
              isCurrent ? "border-accent text-ink" : "border-transparent text-muted hover:text-ink",
            )}
          >
            {tabLabels[tab]}
            {numbers && (
              <span className="text-xs font-normal text-muted tabular-nums">{formatCount(numbers[tab])}</span>
            )}
          </Link>
        );
      })}
    </nav>
  );
}
