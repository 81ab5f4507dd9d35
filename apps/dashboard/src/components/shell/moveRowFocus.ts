/** Moves the focus to the next or previous row of the list, or to the first row if none has it. */
export function moveRowFocus(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row-link]")];
  const current = rows.findIndex(
    (row) => row === document.activeElement || row.closest("li")?.contains(document.activeElement),
  );
  const next = current === -1 ? rows[0] : rows[Math.min(Math.max(current + by, 0), rows.length - 1)];
  next?.focus();
  // Not below the sticky header.
  next?.closest("li")?.scrollIntoView({ block: "nearest" });
}
