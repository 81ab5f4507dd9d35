import { expect, test } from "vitest";
import { readShortcut } from "./readShortcut.ts";

const press = (key: string, change = {}) => ({ key, hasModifier: false, isTaken: false, ...change });

test("single keys mean something at once", () => {
  expect(["/", "j", "k", "r", "c", "u", "n", "t", "?"].map((key) => readShortcut(press(key), false).command)).toEqual([
    "focusFilter",
    "nextRow",
    "previousRow",
    "retryTask",
    "cancelTask",
    "showNewer",
    "newTask",
    "switchTheme",
    "showHelp",
  ]);
});

test("g waits for where to go", () => {
  const first = readShortcut(press("g"), false);
  expect(first).toEqual({ command: undefined, isAfterG: true });
  expect(readShortcut(press("i"), first.isAfterG)).toEqual({ command: "goInbox", isAfterG: false });
});

test("after g, t goes to the tasks and does not switch the theme", () => {
  expect(readShortcut(press("t"), true).command).toBe("goTasks");
});

test("an unknown key after g has no command", () => {
  expect(readShortcut(press("x"), true)).toEqual({ command: undefined, isAfterG: false });
});

test("keys typed in a field are not shortcuts", () => {
  expect(readShortcut(press("t", { isTaken: true }), false).command).toBeUndefined();
});

test("keys with a modifier are not shortcuts", () => {
  expect(readShortcut(press("k", { hasModifier: true }), false).command).toBeUndefined();
});
