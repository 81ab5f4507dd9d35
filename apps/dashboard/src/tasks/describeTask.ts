import { describeByType } from "@package/react";

import { fileNameOf } from "./fileNameOf.ts";

/** A task as its owner sees it. */
export interface TaskDescription {
  /** For example "Convert holiday.jpg to WebP". */
  title: string;
  /** For example "Photo". */
  kindLabel: string;
}

/** Describes a task of any type. With missing or unexpected data the description is more general. */
export function describeTask(task: { type?: string | undefined; data?: unknown }): TaskDescription {
  const data = typeof task.data === "object" && task.data !== null ? (task.data as Record<string, unknown>) : {};
  switch (task.type ?? guessType(data)) {
    case "IMAGE_PROCESS":
      return { title: describeImage(data), kindLabel: "Photo" };
    case "EMAIL_SEND":
      return { title: describeEmail(data), kindLabel: "Email" };
    case "CONTACT_IMPORT":
      return { title: `Import ${fileNameOf(data.fileUrl) ?? "contacts"}`, kindLabel: "Contacts" };
    default:
      return {
        title: stringOf(data.name) ?? stringOf(data.title) ?? describeByType(task).title,
        kindLabel: describeByType(task).title,
      };
  }
}

function guessType(data: Record<string, unknown>): string | undefined {
  if ("imageUrl" in data) return "IMAGE_PROCESS";
  if ("fileUrl" in data) return "CONTACT_IMPORT";
  return "to" in data && "template" in data ? "EMAIL_SEND" : undefined;
}

function describeImage(data: Record<string, unknown>): string {
  const name = fileNameOf(data.imageUrl) ?? "a photo";
  const options =
    typeof data.options === "object" && data.options !== null ? (data.options as Record<string, unknown>) : {};
  const format = stringOf(options.format);
  return format ? `Convert ${name} to ${formatNames[format.toLowerCase()] ?? format.toUpperCase()}` : `Process ${name}`;
}

const formatNames: Readonly<Record<string, string>> = { webp: "WebP", jpeg: "JPEG", png: "PNG", avif: "AVIF" };

function describeEmail(data: Record<string, unknown>): string {
  const subject = stringOf(data.subject);
  const to = Array.isArray(data.to) ? stringOf(data.to[0]) : stringOf(data.to);
  return [subject ? `Send “${subject}”` : `Send ${nameEmail(stringOf(data.template))}`, to ? `to ${to}` : undefined]
    .filter(Boolean)
    .join(" ");
}

/** password-reset → "a password reset email" */
function nameEmail(template: string | undefined): string {
  if (template === "message") return "a message";
  const words = (template ?? "").replace(/-?e?mail$/, "").replace(/[-_]+/g, " ");
  return words === "" ? "an email" : `a ${words} email`;
}

function stringOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
