/** State of a toast: open, closed after the task finished, or dismissed by the user. */
export type ToastFate = "open" | "closed" | "dismissed";

export interface RememberedToast {
  fate: ToastFate;
  /** Status of the task at that time. */
  status: string;
  atMs: number;
}

/** Remembers the toasts of a user across reloads and tabs. Never throws; without storage it lasts until a reload. */
export interface ToastMemory {
  get(taskId: string): RememberedToast | undefined;
  set(taskId: string, fate: ToastFate, status: string): void;
  /** Removes everything, also from the storage. */
  clear(): void;
  /** Calls back with the ids that another tab closed or dismissed. Returns how to stop. */
  onClosedElsewhere(listener: (taskIds: string[]) => void): () => void;
}

const maxRemembered = 200;
const maxAgeMs = 7 * 24 * 3_600_000;

export function createToastMemory(userId: string, storage: Storage | undefined = browserStorage()): ToastMemory {
  const key = `queue-toasts:${userId}`;
  let entries = load(storage, key);
  let isSaveScheduled = false;

  /** Saves once for many changes, since each save writes the whole list. */
  function scheduleSave(): void {
    if (isSaveScheduled) return;
    isSaveScheduled = true;
    queueMicrotask(save);
  }

  function save(): void {
    isSaveScheduled = false;
    const fresh = [...entries].filter(([, entry]) => Date.now() - entry.atMs < maxAgeMs);
    // A Map keeps insertion order, so these are the newest entries.
    entries = new Map(fresh.slice(-maxRemembered));
    try {
      if (entries.size === 0) storage?.removeItem(key);
      else storage?.setItem(key, JSON.stringify([...entries]));
    } catch {
      // Storage is full or blocked: the entries last until a reload.
    }
  }

  return {
    get: (taskId) => entries.get(taskId),
    set(taskId, fate, status) {
      const known = entries.get(taskId);
      if (known?.fate === fate && known.status === status) return;
      entries.delete(taskId);
      entries.set(taskId, { fate, status, atMs: Date.now() });
      scheduleSave();
    },
    clear() {
      entries = new Map();
      save();
    },
    onClosedElsewhere(listener) {
      const read = (event: StorageEvent) => {
        if (event.key !== key) return;
        const before = entries;
        entries = parse(event.newValue);
        const closed = [...entries].filter(([id, entry]) => entry.fate !== "open" && before.get(id)?.fate === "open");
        if (closed.length > 0) listener(closed.map(([id]) => id));
      };
      window.addEventListener("storage", read);
      return () => window.removeEventListener("storage", read);
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

function load(storage: Storage | undefined, key: string): Map<string, RememberedToast> {
  try {
    return parse(storage?.getItem(key) ?? null);
  } catch {
    return new Map();
  }
}

function parse(text: string | null): Map<string, RememberedToast> {
  try {
    const list: unknown = JSON.parse(text ?? "[]");
    return new Map(Array.isArray(list) ? list.filter(isEntry) : []);
  } catch {
    return new Map();
  }
}

function isEntry(value: unknown): value is [string, RememberedToast] {
  if (!Array.isArray(value) || typeof value[0] !== "string") return false;
  const entry = value[1] as Partial<RememberedToast> | null;
  return (
    typeof entry?.atMs === "number" &&
    typeof entry.status === "string" &&
    (entry.fate === "open" || entry.fate === "closed" || entry.fate === "dismissed")
  );
}
