import { statusOf } from "@package/react";
import { explainError } from "@package/ui";
import { whenReachable } from "../api/whenReachable.ts";
import { explainBadFile, type FileRule } from "./fileRules.ts";
import type { DroppedFile } from "./readDrop.ts";
import { type UploadedFile, type UploadOptions, uploadFile } from "./uploadFile.ts";
import { whenAllowed } from "./whenAllowed.ts";

/** One file on its way to the queue, and what became of it. */
export interface Upload {
  id: number;
  name: string;
  /** `offline`: it is sent when the browser is online. `refused`: this file can never be used. `failed`: another attempt can help. */
  step: "waiting" | "sending" | "offline" | "added" | "refused" | "failed";
  /** Share that is uploaded, in whole percent. */
  percent: number;
  /** Why it was refused or failed, and what to do. */
  message: string | null;
}

/** Adds the task for an uploaded file. */
export type AddTask = (fileUrl: string) => Promise<unknown>;

/** Uploads files one after another, and adds a task for each. Each file has its own outcome: none stops another. */
export interface UploadQueue {
  subscribe(listener: () => void): () => void;
  getSnapshot(): readonly Upload[];
  /** Adds files to the end. Files that cannot be used are refused, and the others are sent. */
  add(files: readonly DroppedFile[], addTask: AddTask): void;
  /** Tries a failed file again. What is uploaded already is not uploaded again. */
  retry(id: number): void;
  /** Stops a file, or removes its outcome from the list. */
  remove(id: number): void;
}

interface Job {
  upload: Upload;
  file: File;
  addTask: AddTask;
  url?: string;
  controller?: AbortController;
}

type SendFile = (file: File, options: UploadOptions) => Promise<UploadedFile>;

export function createUploadQueue(rule: FileRule, sendFile: SendFile = uploadFile): UploadQueue {
  const listeners = new Set<() => void>();
  let jobs: readonly Job[] = [];
  let snapshot: readonly Upload[] = [];
  let lastId = 0;
  let isRunning = false;

  function update(next: readonly Job[]): void {
    jobs = next;
    snapshot = jobs.map(({ upload }) => upload);
    for (const listener of listeners) listener();
  }

  function change(job: Job, news: Partial<Upload>): void {
    job.upload = { ...job.upload, ...news };
    update(jobs);
  }

  async function run(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    window.addEventListener("beforeunload", warn);
    for (let job = nextJob(jobs); job; job = nextJob(jobs)) await send(job);
    window.removeEventListener("beforeunload", warn);
    isRunning = false;
  }

  async function send(job: Job): Promise<void> {
    job.controller = new AbortController();
    const { signal } = job.controller;
    const onPause = (isPaused: boolean) => change(job, { step: isPaused ? "offline" : "sending" });
    const attempt = <T>(request: () => Promise<T>) =>
      whenReachable(() => whenAllowed(request, signal), { signal, onPause });
    change(job, { step: "sending", percent: 0, message: null });
    try {
      const onProgress = (share: number) => change(job, { percent: Math.round(share * 100) });
      job.url ??= (await attempt(() => sendFile(job.file, { signal, onProgress }))).url;
      const { url } = job;
      await attempt(() => job.addTask(url));
      change(job, { step: "added", percent: 100 });
    } catch (error) {
      if (signal.aborted) return;
      const message = explain(error);
      change(job, { step: "failed", message });
      // Without a session all others would fail in the same way.
      if (statusOf(error) !== 401) return;
      for (const other of jobs) if (other.upload.step === "waiting") change(other, { step: "failed", message });
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => snapshot,
    add(files, addTask) {
      const added = files.map((dropped): Job => {
        lastId += 1;
        const { file, name } = dropped;
        const message = explainBadFile(dropped, rule);
        const step = message === null ? "waiting" : "refused";
        return { upload: { id: lastId, name, step, percent: 0, message }, file, addTask };
      });
      // The outcomes of an earlier drop make room, except those that the user may still want to try again.
      const kept = isRunning ? jobs : jobs.filter(({ upload }) => upload.step === "failed");
      update([...kept, ...added]);
      void run();
    },
    retry(id) {
      const job = jobs.find(({ upload }) => upload.id === id && upload.step === "failed");
      if (!job) return;
      change(job, { step: "waiting", message: null });
      void run();
    },
    remove(id) {
      const job = jobs.find(({ upload }) => upload.id === id);
      job?.controller?.abort(new DOMException("The upload was cancelled.", "AbortError"));
      update(jobs.filter((other) => other !== job));
    },
  };
}

function nextJob(jobs: readonly Job[]): Job | undefined {
  return jobs.find(({ upload }) => upload.step === "waiting");
}

function explain(error: unknown): string {
  return statusOf(error) === 401 ? "You are signed out. Sign in, then try again." : explainError(error).message;
}

/** The browser asks the user before it leaves the page. */
function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
