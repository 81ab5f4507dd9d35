/** The browser's storage for one key. Never throws: without storage, or with a full one, nothing is kept. */
export interface SafeStorage {
  /** Returns the parsed value; undefined without a readable one. */
  read(): unknown;
  /** Writes a value; undefined removes it. */
  write(value: unknown): void;
  /** Calls back when another tab has changed the value. Returns how to stop. */
  onChange(listener: () => void): () => void;
}

export function createSafeStorage(key: string, storage: Storage | undefined = browserStorage()): SafeStorage {
  return {
    read() {
      try {
        return JSON.parse(storage?.getItem(key) ?? "null") ?? undefined;
      } catch {
        return undefined;
      }
    },
    write(value) {
      try {
        if (value === undefined) storage?.removeItem(key);
        else storage?.setItem(key, JSON.stringify(value));
      } catch {
        // Storage is full or blocked: the value lasts until a reload.
      }
    },
    onChange(listener) {
      // Without a key, the whole storage was cleared.
      const hear = (event: StorageEvent) => {
        if (event.key === key || event.key === null) listener();
      };
      window.addEventListener("storage", hear);
      return () => window.removeEventListener("storage", hear);
    },
  };
}

function browserStorage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
