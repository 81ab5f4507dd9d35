import { expect, test } from "vitest";
import { detectImageType } from "./detectImageType.ts";

test.each([
  ["jpeg", "\xff\xd8\xff\xe0\0\x10JFIF"],
  ["png", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"],
  ["webp", "RIFF\x24\0\0\0WEBPVP8 "],
  ["gif", "GIF89a\x01\0"],
  ["tiff", "II*\0\x08\0\0\0"],
  ["tiff", "MM\0*\0\0\0\x08"],
  ["avif", "\0\0\0\x20ftypavif\0\0\0\0"],
  ["avif", "\0\0\0\x20ftypmif1\0\0\0\0mif1avifmiaf"],
])("%s is detected by its first bytes", (type, head) => {
  expect(detectImageType(Buffer.from(head, "latin1"))).toEqual({ type });
});

test.each([
  ["", "empty"],
  ["Dear Sir or Madam,", "is a text file"],
  ["<!DOCTYPE html><title>Not found</title>", "is a web page"],
  ['<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">', "is an SVG"],
  ["%PDF-1.7", "is a PDF"],
  ["\0\0\0\x18ftypheic\0\0\0\0", "is a HEIC image"],
  ["\x7fELF\x02\x01\x01\0", "is not a supported image"],
])("%j %s", (head, problem) => {
  expect(detectImageType(Buffer.from(head, "latin1"))).toEqual({ problem: expect.stringContaining(problem) });
});
