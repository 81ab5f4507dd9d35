export type ThemeChoice = "system" | "light" | "dark";

const key = "theme";
/** Where the browser refuses to store it, the choice holds for this page. */
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

/** Follows the system and other tabs too. Answers how to stop. */
export function subscribeToTheme(listener: () => void): () => void {
  if (listeners.size === 0) {
    prefersDark?.addEventListener("change", apply);
    window.addEventListener("storage", applyFromElsewhere);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    prefersDark?.removeEventListener("change", apply);
    window.removeEventListener("storage", applyFromElsewhere);
  };
}

function applyFromElsewhere(event: StorageEvent): void {
  if (event.key === key) apply();
}

function apply(): void {
  document.documentElement.classList.toggle("dark", isDark());
  for (const listener of listeners) listener();
}
