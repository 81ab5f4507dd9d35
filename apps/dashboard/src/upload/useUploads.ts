import { useCallback, useEffect, useRef, useState } from "react";
import { explainBadFile, type FileRule } from "./fileRules.ts";
import { uploadFile } from "./uploadFile.ts";
import { whenAllowed } from "./whenAllowed.ts";

export type UploadState =
  | { step: "idle" }
  /** File number `place` of `count` is being uploaded. */
  | { step: "sending"; fileName: string; percent: number; place: number; count: number }
  | { step: "added"; count: number; fileName: string }
  | { step: "failed"; message: string };

/** Uploads files one after another and adds a task for each. */
export function useUploads(rule: FileRule, addTask: (fileUrl: string) => Promise<unknown>) {
  const [state, setState] = useState<UploadState>({ step: "idle" });
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const start = useCallback(
    async (files: readonly File[]) => {
      if (files.length === 0 || running.current) return;
      const problem = files.map((file) => explainBadFile(file, rule)).find((reason) => reason !== null);
      if (problem) return setState({ step: "failed", message: problem });
      const controller = new AbortController();
      running.current = controller;
      try {
        for (const [index, file] of files.entries()) {
          const sending = { step: "sending", fileName: file.name, place: index + 1, count: files.length } as const;
          setState({ ...sending, percent: 0 });
          const onProgress = (share: number) => setState({ ...sending, percent: Math.round(share * 100) });
          const { signal } = controller;
          const { url } = await whenAllowed(() => uploadFile(file, { signal, onProgress }), signal);
          await whenAllowed(() => addTask(url), signal);
        }
        setState({ step: "added", count: files.length, fileName: files[0]?.name ?? "" });
      } catch (error) {
        setState(
          controller.signal.aborted
            ? { step: "idle" }
            : { step: "failed", message: error instanceof Error ? error.message : String(error) },
        );
      } finally {
        running.current = undefined;
      }
    },
    [rule, addTask],
  );
  const stop = useCallback(() => running.current?.abort(), []);
  return { state, start, stop };
}
