import { useEffect, useRef } from "react";
import { readShortcut, type ShortcutCommand } from "./readShortcut.ts";
import { areShortcutsOn } from "./shortcutSetting.ts";

/** Calls back for each shortcut, unless they are switched off, somebody is typing, or a dialog is open. */
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
  if (document.querySelector("dialog[open]")) return true;
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
}
