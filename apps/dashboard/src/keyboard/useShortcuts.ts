import { useEffect, useRef } from "react";
import { readShortcut, type ShortcutCommand } from "./readShortcut.ts";

/** Calls back for each shortcut, unless shortcuts are off, the user is typing, or a dialog is open. */
export function useShortcuts(onCommand: (command: ShortcutCommand) => void): void {
  const latest = useRef(onCommand);
  useEffect(() => {
    latest.current = onCommand;
  });
  useEffect(() => {
    let isAfterG = false;
    const read = (event: KeyboardEvent) => {
      if (!areShortcutsOn() || event.defaultPrevented) return;
      const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
      const result = readShortcut({ key: event.key, hasModifier, isTaken: isTaken(event.target) }, isAfterG);
      isAfterG = result.isAfterG;
      if (!result.command) return;
      event.preventDefault();
      latest.current(result.command);
    };
    document.addEventListener("keydown", read);
    return () => document.removeEventListener("keydown", read);
  }, []);
}

function isTaken(target: EventTarget | null): boolean {
  if (document.querySelector("dialog[open], [role=menu]")) return true;
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
}

const key = "shortcuts";

/** Whether single-key shortcuts are on, which is the default. */
export function areShortcutsOn(): boolean {
  try {
    return localStorage.getItem(key) !== "off";
  } catch {
    return true;
  }
}

export function switchShortcuts(isOn: boolean): void {
  try {
    if (isOn) localStorage.removeItem(key);
    else localStorage.setItem(key, "off");
  } catch {
    // Blocked storage: shortcuts stay on.
  }
}
