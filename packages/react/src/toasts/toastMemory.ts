import { createSafeStorage } from "./safeStorage.ts";
import { isFinishedKind, toastKindOf } from "./toastKindOf.ts";

/** State of a toast: open, closed by its own, or dismissed by the user. */
export type ToastFate = "open" | "closed" | "dismissed";

export interface RememberedToast {
  fate: ToastFate;
  /** Status and `rev` of the task at that time. */
  status: string;
  rev?: number | undefined;
  atMs: number;
}

/** Remembers the toasts of a user across reloads and tabs. Never throws; without storage it lasts until a reload. */
export interface ToastMemory {
  get(taskId: string): RememberedToast | undefined;
  set(taskId: string, fate: ToastFate, task: { status: string; rev?: number | undefined }): void;
  /** Forgets a task that does not exist any more. */
  drop(taskId: string): void;
  /** Removes everything, also from the storage. */
  clear(): void;
  /** Calls back with the ids that another tab closed or dismissed. Returns how to stop. */
  onClosedElsewhere(listener: (taskIds: string[]) => void): () => void;
}

type Entries = Map<string, RememberedToast>;

const maxRemembered = 200;
/** Dismissed toasts of unfinished tasks are kept beyond the others, because these tasks would ask for a toast again. */
const maxDismissed = 1_000;
const dayMs = 24 * 3_600_000;
const maxAgeMs = 7 * dayMs;

export function createToastMemory(userId: string, browser?: Storage): ToastMemory {
  const storage = createSafeStorage(`queue-toasts:${userId}`, browser);
  let entries = parse(storage.read());
  let dropped = new Set<string>();
  let isSaveScheduled = false;

  /** Saves once for many changes, since each save writes the whole list. */
  function scheduleSave(): void {
    if (isSaveScheduled) return;
    isSaveScheduled = true;
    queueMicrotask(save);
  }

  function save(): void {
    if (!isSaveScheduled) return;
    isSaveScheduled = false;
    // Another tab may have saved meanwhile.
    const merged = mergeEntries(parse(storage.read()), entries);
    for (const taskId of dropped) merged.delete(taskId);
    dropped = new Set();
    entries = trim(merged);
    storage.write(entries.size === 0 ? undefined : [...entries]);
  }

  return {
    get: (taskId) => entries.get(taskId),
    set(taskId, fate, { status, rev }) {
      const known = entries.get(taskId);
      const isKnown = known?.fate === fate && known.status === status;
      // The age of an entry counts from the last time that its task was seen.
      if (isKnown && Date.now() - known.atMs < dayMs) return;
      entries.delete(taskId);
      entries.set(taskId, { fate, status, ...(rev === undefined ? {} : { rev }), atMs: Date.now() });
      dropped.delete(taskId);
      scheduleSave();
    },
    drop(taskId) {
      if (!entries.delete(taskId)) return;
      dropped.add(taskId);
      scheduleSave();
    },
    clear() {
      isSaveScheduled = false;
      entries = new Map();
      storage.write(undefined);
    },
    onClosedElsewhere: (listener) =>
      storage.onChange(() => {
        const before = entries;
        const saved = storage.read();
        entries = saved === undefined ? new Map() : mergeEntries(before, parse(saved));
        const wasOpen = [...before].filter(([, { fate }]) => fate === "open").map(([id]) => id);
        // Cleared storage means that the user has signed out.
        const closed = wasOpen.filter((id) => saved === undefined || entries.get(id)?.fate !== "open");
        if (closed.length > 0) listener(closed);
      }),
  };
}

/** Returns all entries, of those in both the newer one. A dismissal stays. Oldest first. */
function mergeEntries(a: Entries, b: Entries): Entries {
  const merged = new Map(a);
  for (const [id, entry] of b) {
    const other = merged.get(id);
    const isNewer = !other || (other.fate === "dismissed" ? entry.fate === "dismissed" : true);
    if (isNewer && (!other || entry.fate === "dismissed" || entry.atMs >= other.atMs)) merged.set(id, entry);
  }
  return new Map([...merged].sort(([, x], [, y]) => x.atMs - y.atMs));
}

/** Keeps 200 entries of the last seven days, dismissed ones longest, and dismissed ones of unfinished tasks beside them. */
function trim(entries: Entries): Entries {
  const fresh = [...entries].filter(([, entry]) => Date.now() - entry.atMs < maxAgeMs);
  const isPinned = ({ fate, status }: RememberedToast) =>
    fate === "dismissed" && !isFinishedKind(toastKindOf({ status }, 0));
  const pinned = fresh.filter(([, entry]) => isPinned(entry)).slice(-maxDismissed);
  const others = fresh.filter(([, entry]) => !isPinned(entry));
  const ranked = [
    ...others.filter(([, { fate }]) => fate === "closed"),
    ...others.filter(([, { fate }]) => fate === "open"),
    ...others.filter(([, { fate }]) => fate === "dismissed"),
  ];
  const places = Math.max(maxRemembered - pinned.length, 0);
  return new Map([...(places === 0 ? [] : ranked.slice(-places)), ...pinned]);
}

function parse(list: unknown): Entries {
  return new Map(Array.isArray(list) ? list.filter(isEntry) : []);
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
