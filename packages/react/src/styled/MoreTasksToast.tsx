import { Layers } from "lucide-react";
import { useContext } from "react";
import { buttonStyle } from "../ui/Button.tsx";
import { ToastActionsContext } from "./ToastActionsContext.ts";

/** Counts the tasks that have no toast of their own. */
export function MoreTasksToast({ count }: { count: number }) {
  const actions = useContext(ToastActionsContext);
  return (
    <div data-toast-card className="w-full rounded-2xl border border-line bg-surface text-ink shadow-float">
      <div data-toast-body className="flex items-center gap-2.5 px-4 py-2.5 text-sm transition-opacity">
        <Layers aria-hidden className="size-4.5 shrink-0 text-muted" />
        <p className="flex-1">
          +{count.toLocaleString("en")} more {count === 1 ? "task" : "tasks"}
        </p>
        {actions && (
          <a
            href={actions.listHref}
            className={buttonStyle("link", "small")}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
              event.preventDefault();
              actions.viewList();
            }}
          >
            View all
          </a>
        )}
      </div>
    </div>
  );
}
