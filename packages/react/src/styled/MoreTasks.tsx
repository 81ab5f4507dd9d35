"use client";

import { useContext } from "react";
import { formatCount } from "../toasts/summarizeActive.ts";
import { Icon } from "./icons.tsx";
import { followLink, ToastActionsContext } from "./ToastActionsContext.ts";

/** Counts the tasks that have no toast of their own. */
export function MoreTasks({ count }: { count: number }) {
  const actions = useContext(ToastActionsContext);
  return (
    <div className="queue-toast queue-toast-line">
      <Icon name="layers" />
      <p>
        +{formatCount(count)} more {count === 1 ? "task" : "tasks"}
      </p>
      {actions && (
        <a href={actions.listHref} className="queue-link" onClick={followLink(actions.viewList)}>
          View all
        </a>
      )}
    </div>
  );
}
