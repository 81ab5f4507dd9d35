/** What one tab tells the others: who is signed in now; null after a sign-out. */
export interface SessionNews {
  userId: string | null;
}

const name = "queue-session";

/** Tells all other tabs of this browser who is signed in now. */
export function announceSession(news: SessionNews): void {
  if (typeof BroadcastChannel === "function") {
    const channel = new BroadcastChannel(name);
    channel.postMessage(news);
    channel.close();
    return;
  }
  try {
    // Other tabs get an event for each change of the storage. Nothing is kept there.
    localStorage.setItem(name, JSON.stringify(news));
    localStorage.removeItem(name);
  } catch {
    // A browser that blocks the storage. The other tabs notice at their next request.
  }
}

/** Calls a listener when another tab announces its session. Returns a function that removes it. */
export function onSessionNews(listener: (news: SessionNews) => void): () => void {
  const receive = (value: unknown) => {
    const news = readNews(value);
    if (news) listener(news);
  };
  if (typeof BroadcastChannel === "function") {
    const channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }) => receive(data);
    return () => channel.close();
  }
  const onStorage = ({ key, newValue }: StorageEvent) => {
    if (key === name && newValue !== null) receive(parse(newValue));
  };
  window.addEventListener("storage", onStorage);
  return () => window.removeEventListener("storage", onStorage);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Returns null for what another version of the page may have sent. */
function readNews(value: unknown): SessionNews | null {
  const userId = typeof value === "object" && value !== null && "userId" in value ? value.userId : undefined;
  return typeof userId === "string" || userId === null ? { userId } : null;
}
