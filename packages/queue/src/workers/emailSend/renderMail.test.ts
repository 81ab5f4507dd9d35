import { expect, test } from "vitest";
import { renderMail } from "./renderMail.ts";

test("a mail has the same words as text and as HTML", () => {
  const mail = renderMail({
    subject: "Welcome",
    blocks: [{ text: "Hello Ana," }, { label: "Get started", url: "https://example.com/start" }],
  });
  expect(mail.text).toBe("Hello Ana,\n\nGet started: https://example.com/start\n");
  expect(mail.html).toContain("<title>Welcome</title>");
  expect(mail.html).toContain("<p>Hello Ana,</p>");
  expect(mail.html).toMatch(/<a href="https:\/\/example\.com\/start" style="[^"]+">Get started<\/a>/);
});

test("no text becomes markup, in whatever part of the mail", () => {
  const evil = `"><script>alert('1')</script>&`;
  const mail = renderMail({
    subject: evil,
    blocks: [{ text: evil }, { label: evil, url: `https://example.com/?${evil}` }],
  });
  expect(mail.html).not.toContain("<script");
  expect(mail.html).not.toContain('"&#62;<');
  expect(mail.html.match(/&#34;&#62;&#60;script&#62;alert\(&#39;1&#39;\)&#60;\/script&#62;&#38;/g)).toHaveLength(4);
  expect(mail.text).toContain(evil);
});

test("line breaks inside a paragraph stay", () => {
  const { text, html } = renderMail({ subject: "s", blocks: [{ text: "one\ntwo\r\nthree" }] });
  expect(text).toBe("one\ntwo\r\nthree\n");
  expect(html).toContain("<p>one<br>two<br>three</p>");
});
