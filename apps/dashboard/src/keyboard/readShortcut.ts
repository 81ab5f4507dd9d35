/** What a key asks for. */
export type ShortcutCommand =
  | "focusFilter"
  | "goTasks"
  | "goInbox"
  | "nextRow"
  | "previousRow"
  | "switchTheme"
  | "showHelp";

/** A key as pressed, with what is needed to tell whether it is meant as a shortcut. */
export interface PressedKey {
  key: string;
  hasModifier: boolean;
  /** The person is typing into a field, or a dialog is open. */
  isTaken: boolean;
}

const single: Readonly<Record<string, ShortcutCommand>> = {
  "/": "focusFilter",
  j: "nextRow",
  k: "previousRow",
  t: "switchTheme",
  "?": "showHelp",
};

const afterG: Readonly<Record<string, ShortcutCommand>> = { t: "goTasks", i: "goInbox" };

/** Reads one key after another: `isAfterG` is whether a "g" was pressed just before, and comes back for the next one. */
export function readShortcut(
  pressed: PressedKey,
  isAfterG: boolean,
): { command: ShortcutCommand | undefined; isAfterG: boolean } {
  if (pressed.isTaken || pressed.hasModifier) return { command: undefined, isAfterG: false };
  if (isAfterG) return { command: afterG[pressed.key], isAfterG: false };
  if (pressed.key === "g") return { command: undefined, isAfterG: true };
  return { command: single[pressed.key], isAfterG: false };
}

/** For the help: the keys and what they do. */
export const shortcutHelp: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ["g", "t"], does: "Go to My tasks" },
  { keys: ["g", "i"], does: "Go to Inbox" },
  { keys: ["/"], does: "Filter the list" },
  { keys: ["j"], does: "Next task or mail" },
  { keys: ["k"], does: "Previous task or mail" },
  { keys: ["t"], does: "Switch between light and dark" },
  { keys: ["Alt", "T"], does: "Go to the notifications" },
  { keys: ["?"], does: "Show this help" },
];
