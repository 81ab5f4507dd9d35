import { Link } from "@tanstack/react-router";
import { formatCount, type TaskTab, tabLabels, taskTabs } from "../../tasks/taskTabs.ts";
import { cx } from "../ui/cx.ts";

/** One tab per status. Each is a link, so that it can be shared and works with the Back button. */
export function TaskTabs({ current, counts }: { current: TaskTab; counts: Readonly<Record<TaskTab, number>> }) {
  return (
    <nav aria-label="Tasks by status" className="-mx-1 flex gap-1 overflow-x-auto px-1 py-1">
      {taskTabs.map((tab) => (
        <Link
          key={tab}
          to="/"
          search={tab === "all" ? {} : { show: tab }}
          replace
          resetScroll={false}
          aria-current={tab === current ? "page" : undefined}
          className={cx(
            "touch-target inline-flex h-8 shrink-0 items-center gap-1.5 rounded-lg px-3 text-sm font-medium",
            tab === current ? "bg-accent-soft text-accent-text" : "text-muted hover:bg-sunken hover:text-ink",
          )}
        >
          {tabLabels[tab]}
          <span className={cx("text-xs tabular-nums", tab === current ? "text-accent-text" : "text-muted")}>
            {formatCount(counts[tab])}
          </span>
        </Link>
      ))}
    </nav>
  );
}
