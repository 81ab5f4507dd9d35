import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { expect, test, vi } from "vitest";
import { listen } from "../src/http/listen.ts";
import { stopParts } from "../src/stopParts.ts";

test("open streams of live updates are ended first, so that they do not hold up the stop", async () => {
  const streams: ServerResponse[] = [];
  const { server, port } = await listen({ host: "127.0.0.1", port: 0, isPortFixed: true }, (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).write(": open\n\n");
    streams.push(response);
  });
  const opened = await Promise.all([1, 2].map(() => fetch(`http://127.0.0.1:${port}/`)));
  const order: string[] = [];
  server.on("close", () => order.push("http"));
  const live = {
    close: async () => {
      order.push("live");
      for (const stream of streams) stream.end();
    },
  };
  // The grace for requests is 5 s. It must not be needed.
  const force = vi.spyOn(server, "closeAllConnections");
  await stopParts({ http: server, live, db: { $disconnect: async () => void order.push("database") } });
  expect(order).toEqual(["live", "http", "database"]);
  expect(force).not.toHaveBeenCalled();
  for (const { body } of opened) expect(await new Response(body).text()).toBe(": open\n\n");
});

test("streams that cannot be ended are reported and cut after the grace for requests", async () => {
  const problems = vi.spyOn(console, "error").mockImplementation(() => {});
  const { server, port } = await listen({ host: "127.0.0.1", port: 0, isPortFixed: true }, (_request, response) => {
    response.write("open");
  });
  const stream = await fetch(`http://127.0.0.1:${port}/`);
  const cut = expect(stream.text()).rejects.toThrow();
  const closed = once(server, "close");
  await stopParts({ http: server, live: { close: () => Promise.reject(new Error("stuck")) } });
  await Promise.all([closed, cut]);
  expect(problems.mock.calls.join()).toContain("Failed to close the streams");
  problems.mockRestore();
});
