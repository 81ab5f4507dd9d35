import { explainError, popoverStyle, usePopover } from "@package/ui";
import { Keyboard, LogOut, Pause, Wrench } from "lucide-react";
import { useQueueMonitor } from "../../hooks/useQueueMonitor.ts";
import { useSignOut } from "../../session/signIn.ts";
import type { SessionUser } from "../../session/useSession.ts";

const itemStyle =
  "touch-target flex h-9 w-full items-center gap-2.5 rounded-lg px-2.5 text-left text-sm hover:bg-sunken disabled:opacity-60";

export function UserMenu({ user, onShowHelp }: { user: SessionUser; onShowHelp: () => void }) {
  const popover = usePopover();
  const signOut = useSignOut();
  const { connection, pauseLive, resumeLive } = useQueueMonitor();
  const isPaused = connection === "paused";
  return (
    <div ref={popover.container} className="relative ml-1">
      <button
        ref={popover.trigger}
        type="button"
        aria-expanded={popover.isOpen}
        aria-label={`Account of ${user.name}`}
        title={user.email}
        onClick={popover.toggle}
        className="touch-target inline-flex size-8 items-center justify-center rounded-full bg-accent-soft text-sm font-semibold text-accent-text"
      >
        {user.name.charAt(0).toUpperCase() || "?"}
      </button>
      {popover.isOpen && (
        <div className={`${popoverStyle} w-60`}>
          <div className="border-b border-line px-2.5 pt-1 pb-2.5">
            <p className="truncate font-medium">{user.name}</p>
            <p className="truncate text-sm text-muted">{user.email}</p>
          </div>
          <div className="pt-1.5">
            {user.role === "operator" && (
              // Another page with a bundle of its own.
              <a href="./operate/" className={itemStyle}>
                <Wrench aria-hidden className="size-4 text-muted" />
                Operate
              </a>
            )}
            <button
              type="button"
              className={itemStyle}
              onClick={() => {
                popover.close();
                (isPaused ? resumeLive : pauseLive)();
              }}
            >
              <Pause aria-hidden className="size-4 text-muted" />
              {isPaused ? "Resume live updates" : "Pause live updates"}
            </button>
            <button
              type="button"
              className={itemStyle}
              onClick={() => {
                popover.close();
                onShowHelp();
              }}
            >
              <Keyboard aria-hidden className="size-4 text-muted" />
              Keyboard shortcuts
            </button>
            <button type="button" className={itemStyle} disabled={signOut.isPending} onClick={() => signOut.mutate()}>
              <LogOut aria-hidden className="size-4 text-muted" />
              {signOut.isPending ? "Signing out…" : "Sign out"}
            </button>
            {signOut.error && (
              <p role="alert" className="px-2.5 py-1 text-xs text-failed">
                {explainError(signOut.error).message}
              </p>
            )}
          </div>
        </div>
      )}
    </div>
  );
}
