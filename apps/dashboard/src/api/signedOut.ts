const listeners = new Set<() => void>();

/** Tells the page that the server responded 401: it knows no session of this browser any more. Every request of the page reports it here. */
export function tellSignedOut(): void {
  for (const listener of [...listeners]) listener();
}

/** Calls a listener at each 401. Returns a function that removes it. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
