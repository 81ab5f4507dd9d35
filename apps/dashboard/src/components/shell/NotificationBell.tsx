import { type ToastRecord, useTaskNotifications } from "@package/react";
import { cx, IconButton, popoverStyle, RelativeTime, usePopover } from "@package/ui";
import { Link } from "@tanstack/react-router";
import { Bell } from "lucide-react";
import { kindLook } from "../ui/KindBadge.tsx";

/** Lists finished tasks, so that they can still be found after their toast has closed. */
export function NotificationBell() {
  const { records, unreadCount: unread, markRead } = useTaskNotifications();
  const popover = usePopover();
  return (
    <div ref={popover.container} className="relative">
      <IconButton
        ref={popover.trigger}
        label={unread > 0 ? `Notifications, ${unread} new` : "Notifications"}
        icon={<Bell aria-hidden className="size-4.5" strokeWidth={1.9} />}
        aria-expanded={popover.isOpen}
        onClick={() => {
          popover.toggle();
          markRead();
        }}
        className="size-9"
      />
      {unread > 0 && (
        <span
          aria-hidden
          className="pointer-events-none absolute top-0.5 right-0 flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 text-[0.625rem] font-semibold text-accent-ink"
        >
          {unread > 99 ? "99+" : unread}
        </span>
      )}
      {popover.isOpen && (
        <section
          aria-label="Notifications"
          className={`${popoverStyle} max-h-[min(28rem,70dvh)] w-[min(22rem,calc(100vw-1.5rem))] overflow-y-auto max-sm:fixed max-sm:top-14 max-sm:right-3`}
        >
          {records.length === 0 ? (
            <p className="px-3 py-8 text-center text-sm text-muted">
              No notifications yet. Finished tasks appear here.
            </p>
          ) : (
            <ul>
              {records.map((record) => (
                <RecordRow key={record.taskId} record={record} onOpen={popover.close} />
              ))}
            </ul>
          )}
        </section>
      )}
    </div>
  );
}

function RecordRow({ record, onOpen }: { record: ToastRecord; onOpen: () => void }) {
  const { icon: Icon, label, text } = kindLook[record.kind];
  return (
    <li>
      <Link
        to="/tasks/$taskId"
        params={{ taskId: record.taskId }}
        onClick={onOpen}
        className="flex gap-3 rounded-xl px-2.5 py-2 hover:bg-sunken"
      >
        <Icon aria-hidden className={cx("mt-0.5 size-4.5 shrink-0", text)} />
        <span className="min-w-0 flex-1">
          <span className="block text-sm leading-snug break-words">{record.title}</span>
          <span className="block text-xs text-muted">
            {label} <RelativeTime iso={new Date(record.atMs).toISOString()} />
          </span>
        </span>
      </Link>
    </li>
  );
}
