import { useSyncExternalStore } from "react";
import { isDark, readTheme, subscribeToTheme, type ThemeChoice } from "./themeStore.ts";

/** What the user chose, and what the page looks like because of it. */
export function useTheme(): { choice: ThemeChoice; isDark: boolean } {
  const choice = useSyncExternalStore(subscribeToTheme, readTheme);
  const dark = useSyncExternalStore(subscribeToTheme, isDark);
  return { choice, isDark: dark };
}
