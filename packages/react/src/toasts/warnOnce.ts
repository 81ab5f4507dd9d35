const warned = new Set<string>();

/** Writes a warning to the browser's console, each once per page. */
export function warnOnce(message: string): void {
  if (warned.has(message)) return;
  warned.add(message);
  console.warn(message);
}
