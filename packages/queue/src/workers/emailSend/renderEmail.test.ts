import { expect, test } from "vitest";
import { renderEmail } from "./renderEmail.ts";

test("an email has the same content as text and as HTML", () => {
  const email = renderEmail({
    subject: "Welcome",
    blocks: [{ text: "Hello Ana," }, { label: "Get started", url: "https://example.com/start" }],
  });
  expect(email.text).toBe("Hello Ana,\n\nGet started: https://example.com/start\n");
  expect(email.html).toContain("<title>Welcome</title>");
  expect(email.html).toContain("<p>Hello Ana,</p>");
  expect(email.html).toMatch(/<a href="https:\/\/example\.com\/start" style="[^"]+">Get started<\/a>/);
});

test("no text becomes markup, in any part of the email", () => {
  const evil = `"><script>alert('1')</script>&`;
  const email = renderEmail({
    subject: evil,
    blocks: [{ text: evil }, { label: evil, url: `https://example.com/?${evil}` }],
  });
  expect(email.html).not.toContain("<script");
  expect(email.html).not.toContain('"&#62;<');
  expect(email.html.match(/&#34;&#62;&#60;script&#62;alert\(&#39;1&#39;\)&#60;\/script&#62;&#38;/g)).toHaveLength(4);
  expect(email.text).toContain(evil);
});

test("line breaks inside a paragraph are kept", () => {
  const { text, html } = renderEmail({ subject: "s", blocks: [{ text: "one\ntwo\r\nthree" }] });
  expect(text).toBe("one\ntwo\r\nthree\n");
  expect(html).toContain("<p>one<br>two<br>three</p>");
});
