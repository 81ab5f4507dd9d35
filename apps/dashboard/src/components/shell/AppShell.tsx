import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useShortcuts } from "../../keyboard/useShortcuts.ts";
import type { SessionUser } from "../../session/useSession.ts";
import { chooseTheme, isDark } from "../../theme/theme.ts";
import { Header } from "./Header.tsx";
import { HelpDialog } from "./HelpDialog.tsx";
import { StaleNote } from "./StaleNote.tsx";

/** The frame around every page of a signed-in user: header, shortcuts, warning and help. */
export function AppShell({ user, children }: { user: SessionUser; children: ReactNode }) {
  const navigate = useNavigate();
  const [isHelpOpen, setHelpOpen] = useState(false);
  useShortcuts((command) => {
    switch (command) {
      case "goTasks":
        return void navigate({ to: "/" });
      case "goInbox":
        return void navigate({ to: "/inbox" });
      case "focusFilter":
        return document.querySelector<HTMLElement>("[data-filter]")?.focus();
      case "nextRow":
        return moveRowFocus(1);
      case "previousRow":
        return moveRowFocus(-1);
      case "switchTheme":
        return chooseTheme(isDark() ? "light" : "dark");
      case "showHelp":
        return setHelpOpen(true);
    }
  });
  return (
    <>
      <button
        type="button"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-lg bg-accent px-3 py-2 text-sm font-medium text-accent-ink focus:translate-y-0"
        onClick={() => document.querySelector<HTMLElement>("#main")?.focus()}
      >
        Skip to content
      </button>
      <Header user={user} onShowHelp={() => setHelpOpen(true)} />
      <StaleNote />
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-6xl px-4 pt-6 sm:px-6 sm:pt-8">
        {children}
      </main>
      <HelpDialog isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </>
  );
}

/** Moves the focus to the next or previous row of the list, or to the first row if none has it. */
function moveRowFocus(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row-link]")];
  const current = rows.findIndex(
    (row) => row === document.activeElement || row.closest("li")?.contains(document.activeElement),
  );
  const next = current === -1 ? rows[0] : rows[Math.min(Math.max(current + by, 0), rows.length - 1)];
  next?.focus();
}
