import { vi } from "vitest";
import type { BrowserPorts } from "../../src/live/browserPorts.ts";
import { createQueueMonitor, type StatusSource } from "../../src/monitor/createQueueMonitor.ts";

type Change = Parameters<Parameters<BrowserPorts["onChange"]>[0]>[0];

interface LockRequest {
  name: string;
  grant: () => Promise<void>;
  isAborted: () => boolean;
  tab: string;
}

/** A browser with several tabs of one page: Web Locks, BroadcastChannel and visibility, all in this process. */
export function createFakeBrowser({ hasLocks = true }: { hasLocks?: boolean } = {}) {
  let queue: LockRequest[] = [];
  const channels = new Map<string, Set<{ tab: string; receive: (message: unknown) => void }>>();
  const holders = new Map<string, LockRequest>();
  let tabCount = 0;
  const isFrozen = new Set<string>();
  const posted: unknown[] = [];

  function grantNext(name: string): void {
    if (holders.has(name)) return;
    queue = queue.filter((request) => !request.isAborted());
    const next = queue.find((request) => request.name === name);
    if (!next) return;
    queue = queue.filter((request) => request !== next);
    holders.set(name, next);
    const settled = () => {
      if (holders.get(name) === next) holders.delete(name);
      grantNext(name);
    };
    void next.grant().then(settled, settled);
  }

  function openPorts(tab: string, state: { isVisible: boolean; isOnline: boolean }): PortsOfTab {
    const listeners = new Set<(change: Change) => void>();
    const ports: BrowserPorts = {
      isVisible: () => state.isVisible,
      isOnline: () => state.isOnline,
      onChange(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      openChannel(name, onMessage) {
        const members = channels.get(name) ?? new Set();
        channels.set(name, members);
        const member = { tab, receive: onMessage };
        members.add(member);
        return {
          post(message) {
            if (isFrozen.has(tab)) return;
            posted.push(message);
            const copy = structuredClone(message);
            for (const other of members)
              if (other !== member)
                queueMicrotask(() => !isFrozen.has(other.tab) && members.has(other) && other.receive(copy));
          },
          close: () => void members.delete(member),
        };
      },
      requestLock: hasLocks
        ? (name, signal, onGranted) =>
            new Promise((resolve, reject) => {
              const request = {
                name,
                tab,
                isAborted: () => signal.aborted,
                grant: () => onGranted().then(resolve),
              };
              signal.addEventListener("abort", () => {
                if (holders.get(name) !== request) reject(signal.reason);
              });
              queue.push(request);
              queueMicrotask(() => grantNext(name));
            })
        : undefined,
    };
    return { ports, emit: (change) => [...listeners].forEach((listener) => void listener(change)) };
  }

  return {
    posted,
    openTab(source: StatusSource, options: { isVisible?: boolean; userId?: string } = {}) {
      const tab = `tab${++tabCount}`;
      const state = { isVisible: options.isVisible ?? true, isOnline: true };
      const { ports, emit } = openPorts(tab, state);
      const onSessionLost = vi.fn();
      const monitor = createQueueMonitor({
        userId: options.userId ?? "ana",
        source: () => ({ ...source, onSessionLost }),
        openPorts: () => ports,
      });
      let leave = monitor.subscribe(() => {});
      return {
        monitor,
        onSessionLost,
        snapshot: monitor.getSnapshot,
        statuses: () => monitor.getSnapshot().taskStatuses,
        setVisible(isVisible: boolean) {
          state.isVisible = isVisible;
          emit("visible");
        },
        setOnline(isOnline: boolean) {
          state.isOnline = isOnline;
          emit("online");
        },
        goAway: () => emit("left"),
        comeBack: () => emit("back"),
        close: () => leave(),
        reopen: () => {
          leave = monitor.subscribe(() => {});
        },
        /** Stops listening and speaking, and keeps its lock. */
        freeze: () => void isFrozen.add(tab),
        thaw: () => void isFrozen.delete(tab),
        /** Ends without a word: the browser releases its lock. */
        crash() {
          isFrozen.add(tab);
          for (const members of channels.values())
            for (const member of members) if (member.tab === tab) members.delete(member);
          queue = queue.filter((request) => request.tab !== tab);
          for (const [name, holder] of [...holders]) {
            if (holder.tab !== tab) continue;
            holders.delete(name);
            queueMicrotask(() => grantNext(name));
          }
        },
      };
    },
  };
}

interface PortsOfTab {
  ports: BrowserPorts;
  emit: (change: Change) => void;
}

/** Lets timers run and responses arrive. */
export async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}
