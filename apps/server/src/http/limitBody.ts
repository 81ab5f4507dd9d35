import { bodyLimit } from "hono/body-limit";

/** Refuses larger bodies and closes the connection instead of reading them. */
export function limitBody(maxBytes: number) {
  return bodyLimit({
    maxSize: maxBytes,
    onError: (c) => c.json({ message: `The request is larger than ${maxBytes} bytes.` }, 413, { connection: "close" }),
  });
}
