/** The action of a shortcut. */
export type ShortcutCommand =
  | "focusFilter"
  | "goTasks"
  | "goInbox"
  | "nextRow"
  | "previousRow"
  | "retryTask"
  | "cancelTask"
  | "showNewer"
  | "newTask"
  | "switchTheme"
  | "switchLive"
  | "showHelp";

/** A pressed key, and whether it may be a shortcut. */
export interface PressedKey {
  key: string;
  hasModifier: boolean;
  /** The user is typing in a field, or a dialog or menu is open. */
  isTaken: boolean;
}

const single: Readonly<Record<string, ShortcutCommand>> = {
  "/": "focusFilter",
  j: "nextRow",
  k: "previousRow",
  r: "retryTask",
  c: "cancelTask",
  u: "showNewer",
  n: "newTask",
  t: "switchTheme",
  p: "switchLive",
  "?": "showHelp",
};

const afterG: Readonly<Record<string, ShortcutCommand>> = { t: "goTasks", i: "goInbox" };

/** Returns the command of a key. `isAfterG` says whether the previous key was "g"; pass the returned one with the next key. */
export function readShortcut(
  pressed: PressedKey,
  isAfterG: boolean,
): { command: ShortcutCommand | undefined; isAfterG: boolean } {
  if (pressed.isTaken || pressed.hasModifier) return { command: undefined, isAfterG: false };
  if (isAfterG) return { command: afterG[pressed.key], isAfterG: false };
  if (pressed.key === "g") return { command: undefined, isAfterG: true };
  return { command: single[pressed.key], isAfterG: false };
}
