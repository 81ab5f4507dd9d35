import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";

/**
 * How a proxy treats its connections: `pass` forwards, `refuse` rejects new ones, `rst` resets all, `blackhole` forwards nothing in
 * either direction and closes nothing, `dropReplies` forwards requests but no replies, `delay` forwards late.
 */
export const proxyModes = ["pass", "refuse", "rst", "blackhole", "dropReplies", "delay"] as const;
export type ProxyMode = (typeof proxyModes)[number];

export interface DatabaseProxy {
  /** The given URL with the host and port of the proxy. */
  readonly url: string;
  readonly mode: ProxyMode;
  /** Number of chunks from the server that were not forwarded. */
  readonly droppedReplies: number;
  /** Number of open connections. */
  readonly connections: number;
  /** Connections on which something was dropped stay dead in every later mode, until they are cut. */
  setMode(mode: ProxyMode): void;
  /** Forwards new connections to another server, for example one that restarted on another port. */
  setTarget(url: string): void;
  /** Resets connections: those on which something was dropped, or all. */
  cut(which: "swallowed" | "all"): void;
  close(): Promise<void>;
}

interface Link {
  client: Socket;
  server: Socket;
  hasSwallowed: boolean;
}

/** Starts a TCP proxy in front of a database. @param delayMs - how late `delay` forwards, each way; default 200 */
export async function startDatabaseProxy(databaseUrl: string, { delayMs = 200 } = {}): Promise<DatabaseProxy> {
  const links = new Set<Link>();
  let mode: ProxyMode = "pass";
  let target = new URL(databaseUrl);
  let droppedReplies = 0;

  const forward = (link: Link, from: "client" | "server", chunk: Buffer) => {
    const isReply = from === "server";
    if (mode === "blackhole" || (mode === "dropReplies" && isReply)) link.hasSwallowed = true;
    // A stream with a gap must not continue, because the other end would read garbage.
    if (link.hasSwallowed && (isReply || mode !== "dropReplies")) {
      if (isReply) droppedReplies++;
      return;
    }
    const to = isReply ? link.client : link.server;
    if (mode === "delay") setTimeout(() => to.write(chunk), delayMs);
    else to.write(chunk);
  };

  const listener = createServer({ allowHalfOpen: true }, (client) => {
    if (mode === "refuse" || mode === "rst") {
      client.resetAndDestroy();
      return;
    }
    const server = connect(Number(target.port || 5432), target.hostname);
    const link: Link = { client, server, hasSwallowed: mode === "blackhole" };
    links.add(link);
    client.on("data", (chunk: Buffer) => forward(link, "client", chunk));
    server.on("data", (chunk: Buffer) => forward(link, "server", chunk));
    for (const socket of [client, server]) {
      socket.on("error", () => {});
      socket.on("close", () => end(link));
      socket.on("end", () => end(link));
    }
  });

  const end = (link: Link) => {
    // The end of a connection is dropped too. It is forwarded when the link is cut.
    if (link.hasSwallowed && (mode === "blackhole" || mode === "dropReplies")) return;
    links.delete(link);
    link.client.destroy();
    link.server.destroy();
  };

  const cut = (which: "swallowed" | "all") => {
    for (const link of links) {
      if (which === "swallowed" && !link.hasSwallowed) continue;
      links.delete(link);
      link.client.resetAndDestroy();
      link.server.destroy();
    }
  };

  await new Promise<void>((resolve, reject) => {
    listener.once("error", reject);
    listener.listen(0, "127.0.0.1", resolve);
  });
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String((listener.address() as AddressInfo).port);
  return {
    url: url.href,
    get mode() {
      return mode;
    },
    get droppedReplies() {
      return droppedReplies;
    },
    get connections() {
      return links.size;
    },
    setMode(next) {
      mode = next;
      if (next === "rst") cut("all");
      if (next === "blackhole") for (const link of links) link.hasSwallowed = true;
    },
    setTarget(next) {
      target = new URL(next);
    },
    cut,
    close() {
      cut("all");
      return new Promise((resolve) => listener.close(() => resolve()));
    },
  };
}
