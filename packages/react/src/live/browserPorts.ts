import { isLoopbackHost } from "../monitor/isLoopbackHost.ts";

/** What the monitor needs of a browser. Tests pass their own. */
export interface BrowserPorts {
  isVisible(): boolean;
  /** False while the server is out of reach: offline, unless it is on this machine. */
  isOnline(): boolean;
  /** Calls back after each change of the two, and when the page is left or shown again. Returns the function that ends it. */
  onChange(listener: (change: "visible" | "online" | "left" | "back") => void): () => void;
  /** Opens the channel to the other tabs; undefined where there is none. */
  openChannel(name: string, onMessage: (message: unknown) => void): TabChannel | undefined;
  /** Waits for a lock, until `signal` aborts, and holds it until the promise of `onGranted` settles. Undefined on plain http. */
  requestLock: ((name: string, signal: AbortSignal, onGranted: () => Promise<void>) => Promise<unknown>) | undefined;
}

export interface TabChannel {
  post(message: unknown): void;
  close(): void;
}

export function createBrowserPorts(): BrowserPorts {
  return {
    isVisible: () => document.visibilityState !== "hidden",
    isOnline: () => navigator.onLine !== false || isLoopbackHost(window.location.hostname),
    onChange,
    openChannel,
    requestLock: navigator.locks
      ? (name, signal, onGranted) => navigator.locks.request(name, { signal }, onGranted)
      : undefined,
  };
}

function onChange(listener: Parameters<BrowserPorts["onChange"]>[0]): () => void {
  const removals = [
    listen(document, "visibilitychange", () => listener("visible")),
    listen(window, "online", () => listener("online")),
    listen(window, "offline", () => listener("online")),
    listen(window, "pagehide", () => listener("left")),
    listen(window, "pageshow", (event) => {
      if ((event as PageTransitionEvent).persisted) listener("back");
    }),
  ];
  return () => {
    for (const remove of removals) remove();
  };
}

function listen(target: EventTarget, name: string, listener: (event: Event) => void): () => void {
  target.addEventListener(name, listener);
  return () => target.removeEventListener(name, listener);
}

function openChannel(name: string, onMessage: (message: unknown) => void): TabChannel | undefined {
  if (typeof BroadcastChannel === "undefined") return undefined;
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => onMessage(data);
  return { post: (message) => channel.postMessage(message), close: () => channel.close() };
}
