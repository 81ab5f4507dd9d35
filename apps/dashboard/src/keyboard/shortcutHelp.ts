/** Keys and their descriptions, for the help. Only the help loads this file. */
export const shortcutHelp: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ["g", "t"], does: "Go to My tasks" },
  { keys: ["g", "i"], does: "Go to Inbox" },
  { keys: ["n"], does: "New task" },
  { keys: ["/"], does: "Search tasks" },
  { keys: ["j"], does: "Next task or email" },
  { keys: ["k"], does: "Previous task or email" },
  { keys: ["Enter"], does: "Open the task" },
  { keys: ["r"], does: "Run the task again" },
  { keys: ["c"], does: "Cancel the task" },
  { keys: ["u"], does: "Show newer tasks" },
  { keys: ["t"], does: "Switch between light and dark" },
  { keys: ["p"], does: "Pause or resume live updates" },
  { keys: ["Alt", "T"], does: "Go to notifications" },
  { keys: ["?"], does: "Show this help" },
];
