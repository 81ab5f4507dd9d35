import { Logo, ThemeMenu } from "@package/ui";
import { Link } from "@tanstack/react-router";
import { Inbox, ListChecks, type LucideIcon } from "lucide-react";
import type { SessionUser } from "../../session/useSession.ts";
import { NotificationBell } from "./NotificationBell.tsx";
import { UserMenu } from "./UserMenu.tsx";

interface Props {
  user: SessionUser;
  onShowHelp: () => void;
}

export function Header({ user, onShowHelp }: Props) {
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-surface/90 backdrop-blur">
      <div className="mx-auto flex h-12 max-w-6xl items-center gap-1 px-3 sm:gap-2 sm:px-6">
        <Link to="/" className="mr-1 flex items-center gap-2 rounded-lg sm:mr-4" aria-label="Queue, home">
          <Logo />
          <span className="hidden text-[0.9375rem] font-semibold tracking-tight sm:block">Queue</span>
        </Link>
        <nav aria-label="Main" className="flex items-center gap-0.5 sm:gap-1">
          <NavLink to="/" icon={ListChecks} label="My tasks" />
          <NavLink to="/inbox" icon={Inbox} label="Inbox" />
        </nav>
        <div className="ml-auto flex items-center gap-0.5 sm:gap-1">
          <ThemeMenu />
          <NotificationBell />
          <UserMenu user={user} onShowHelp={onShowHelp} />
        </div>
      </div>
    </header>
  );
}

function NavLink({ to, icon: Icon, label }: { to: "/" | "/inbox"; icon: LucideIcon; label: string }) {
  return (
    <Link
      to={to}
      activeOptions={{ exact: true, includeSearch: false }}
      className="touch-target inline-flex h-8 items-center justify-center gap-2 rounded-lg px-2 text-sm font-medium text-muted hover:bg-sunken hover:text-ink sm:px-3"
      activeProps={{ className: "bg-accent-soft !text-accent-text", "aria-current": "page" }}
    >
      <Icon aria-hidden className="size-4" strokeWidth={1.9} />
      <span className="sr-only sm:not-sr-only">{label}</span>
    </Link>
  );
}
