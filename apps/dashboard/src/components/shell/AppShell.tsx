import { chooseTheme, isDark, SkipLink } from "@package/ui";
import { useNavigate } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, use, useState } from "react";
import { useQueueMonitor } from "../../hooks/useQueueMonitor.ts";
import { useShortcuts } from "../../keyboard/useShortcuts.ts";
import type { SessionUser } from "../../session/useSession.ts";
import { NewTaskContext, NewTaskProvider } from "../new/NewTaskProvider.tsx";
import { Header } from "./Header.tsx";
import { moveRowFocus } from "./moveRowFocus.ts";
import { StaleNote } from "./StaleNote.tsx";
import { TabProgress } from "./TabProgress.tsx";

const HelpDialog = lazy(async () => ({ default: (await import("./HelpDialog.tsx")).HelpDialog }));

interface Props {
  user: SessionUser;
  children: ReactNode;
}

/** The frame around every page of a signed-in user: header, shortcuts, warning, the dialog for new tasks, and help. */
export function AppShell(props: Props) {
  return (
    <NewTaskProvider user={props.user}>
      <Frame {...props} />
    </NewTaskProvider>
  );
}

function Frame({ user, children }: Props) {
  const navigate = useNavigate();
  const { openNewTask } = use(NewTaskContext);
  const live = useQueueMonitor();
  const [help, setHelp] = useState<"unused" | "open" | "closed">("unused");
  const openHelp = () => setHelp("open");
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
      case "retryTask":
        return press("retry");
      case "cancelTask":
        return press("cancel");
      case "showNewer":
        return press("newer");
      case "newTask":
        return openNewTask();
      case "switchTheme":
        return chooseTheme(isDark() ? "light" : "dark");
      case "switchLive":
        return live.connection === "paused" ? live.resumeLive() : live.pauseLive();
      case "showHelp":
        return openHelp();
    }
  });
  return (
    <>
      <SkipLink />
      <Header user={user} onShowHelp={openHelp} />
      <StaleNote />
      <TabProgress />
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-6xl px-3 pt-5 sm:px-6 sm:pt-6">
        {children}
      </main>
      {help !== "unused" && (
        <Suspense>
          <HelpDialog isOpen={help === "open"} onClose={() => setHelp("closed")} />
        </Suspense>
      )}
    </>
  );
}

/** Presses the button of a shortcut: that of the focused row, otherwise that of the page. */
function press(shortcut: string): void {
  const row = document.activeElement?.closest("[data-task-row]");
  const button = `[data-shortcut=${shortcut}]:not(:disabled)`;
  const target =
    row?.querySelector<HTMLElement>(button) ?? document.querySelector<HTMLElement>(`:not([data-task-row] *)${button}`);
  target?.click();
}
