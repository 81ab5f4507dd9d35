import { useSyncExternalStore } from "react";

/** Returns the chosen theme, and whether the page is dark. */
export function useTheme(): { choice: ThemeChoice; isDark: boolean } {
  const choice = useSyncExternalStore(subscribeToTheme, readTheme);
  const dark = useSyncExternalStore(subscribeToTheme, isDark);
  return { choice, isDark: dark };
}

export type ThemeChoice = "system" | "light" | "dark";

const key = "theme";
/** The choice where localStorage is blocked; it lasts until the page is left. */
let unstored: ThemeChoice | undefined;
const listeners = new Set<() => void>();
const prefersDark = typeof window === "undefined" ? undefined : window.matchMedia?.("(prefers-color-scheme: dark)");

export function readTheme(): ThemeChoice {
  try {
    if (unstored) return unstored;
    const choice = localStorage.getItem(key);
    return choice === "light" || choice === "dark" ? choice : "system";
  } catch {
    return unstored ?? "system";
  }
}

export function isDark(): boolean {
  const choice = readTheme();
  return choice === "dark" || (choice === "system" && (prefersDark?.matches ?? false));
}

export function chooseTheme(choice: ThemeChoice): void {
  try {
    if (choice === "system") localStorage.removeItem(key);
    else localStorage.setItem(key, choice);
  } catch {
    unstored = choice;
  }
  apply();
}

/** Calls back when the theme changes, here, in another tab or in the system. Returns how to stop. */
export function subscribeToTheme(listener: () => void): () => void {
  if (listeners.size === 0) {
    prefersDark?.addEventListener("change", apply);
    window.addEventListener("storage", applyOtherTab);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    prefersDark?.removeEventListener("change", apply);
    window.removeEventListener("storage", applyOtherTab);
  };
}

function applyOtherTab(event: StorageEvent): void {
  if (event.key === key) apply();
}

function apply(): void {
  document.documentElement.classList.toggle("dark", isDark());
  for (const listener of listeners) listener();
}
