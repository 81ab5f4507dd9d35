import { IconButton } from "@package/ui";
import { CircleAlert, CircleCheck, CloudOff, FileUp, RotateCcw, X } from "lucide-react";
import type { Upload, UploadQueue } from "../../upload/createUploadQueue.ts";
import { showName, splitName } from "../../upload/showName.ts";
import { ProgressBar } from "../ui/ProgressBar.tsx";

/** One file: its name, its progress or outcome, and what the user can do. */
export function UploadRow({ upload, queue }: { upload: Upload; queue: UploadQueue }) {
  const { id, step, percent, message } = upload;
  const name = showName(upload.name);
  const [start, end] = splitName(upload.name);
  const { icon: Icon, color, text } = looks[step];
  const isUnderway = step === "waiting" || step === "sending" || step === "offline";
  return (
    <li className="flex items-start gap-2 py-1.5">
      <Icon aria-hidden className={`mt-1.5 size-4 shrink-0 ${color}`} />
      <div className="min-w-0 flex-1 py-1">
        <p className="flex items-baseline justify-between gap-2">
          <bdi title={name} className="flex min-w-0 whitespace-pre">
            <span className="truncate">{start}</span>
            {end && <span className="shrink-0">{end}</span>}
          </bdi>
          <span className={`shrink-0 tabular-nums ${color}`}>{step === "sending" ? `${percent} %` : text}</span>
        </p>
        {step === "sending" && <ProgressBar percent={percent} label={`Upload of ${name}`} className="mt-1" />}
        {message && (
          <p role="alert" className="break-words text-failed">
            {message}
          </p>
        )}
      </div>
      {step === "failed" && (
        <IconButton
          label={`Try ${name} again`}
          icon={<RotateCcw aria-hidden className="size-4" />}
          onClick={() => queue.retry(id)}
        />
      )}
      <IconButton
        label={isUnderway ? `Cancel the upload of ${name}` : `Remove ${name} from this list`}
        icon={<X aria-hidden className="size-4" />}
        onClick={() => queue.remove(id)}
      />
    </li>
  );
}

const looks = {
  waiting: { icon: FileUp, color: "text-muted", text: "Waiting" },
  sending: { icon: FileUp, color: "text-muted", text: "" },
  offline: { icon: CloudOff, color: "text-retrying", text: "Offline" },
  added: { icon: CircleCheck, color: "text-completed", text: "Added" },
  refused: { icon: CircleAlert, color: "text-failed", text: "Not added" },
  failed: { icon: CircleAlert, color: "text-failed", text: "Failed" },
};
