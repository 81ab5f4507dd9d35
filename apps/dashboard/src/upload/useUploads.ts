import { use, useSyncExternalStore } from "react";
import { SessionUserContext } from "../session/useSession.ts";
import { createUploadQueue, type UploadQueue } from "./createUploadQueue.ts";
import type { FileRule } from "./fileRules.ts";

/** By user and kind of file. They outlive the form: it may be closed while its files are sent, and a sign-in comes back to them. */
const queues = new Map<string, UploadQueue>();

/** Returns the signed-in user's uploads of one kind, and the queue that takes more. */
export function useUploads(rule: FileRule) {
  const userId = use(SessionUserContext)?.id ?? "";
  const queue = queueOf(`${userId} ${rule.noun}`, rule);
  const uploads = useSyncExternalStore(queue.subscribe, queue.getSnapshot);
  return { uploads, queue };
}

function queueOf(key: string, rule: FileRule): UploadQueue {
  const queue = queues.get(key) ?? createUploadQueue(rule);
  queues.set(key, queue);
  return queue;
}
