import type { Upload } from "../../upload/createUploadQueue.ts";
import { showName } from "../../upload/showName.ts";

/** Returns one sentence for screen readers when no file is on its way any more; before that, nothing, so that progress is not read aloud. */
export function summarizeUploads(uploads: readonly Upload[]): string {
  const count = (...steps: Upload["step"][]) => uploads.filter(({ step }) => steps.includes(step)).length;
  const offline = count("offline");
  if (offline > 0) return "You are offline. The upload goes on when you are back.";
  if (uploads.length === 0 || count("waiting", "sending") > 0) return "";
  const [first] = uploads;
  const [added, failed] = [count("added"), count("failed", "refused")];
  if (uploads.length === 1 && added === 1) return `${showName(first?.name ?? "")} added to the queue.`;
  if (failed === 0) return `${added} files added to the queue.`;
  return `${added} of ${uploads.length} files added to the queue. Not added: ${failed}.`;
}
