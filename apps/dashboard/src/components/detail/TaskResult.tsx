import type { TaskDetail } from "@package/api";
import { buttonStyle, DetailCard, ScrollArea } from "@package/ui";
import { Link } from "@tanstack/react-router";
import { Download, Inbox } from "lucide-react";
import { fileUrl } from "../../api/apiUrl.ts";
import { formatBytes } from "../../upload/formatBytes.ts";
import { JsonCard } from "./JsonView.tsx";
import {
  type EmailResult,
  type ImageResult,
  type ImportResult,
  readEmailResult,
  readImageResult,
  readImportResult,
} from "./readResult.ts";

/** Shows the result of a task in the form that suits its type. */
export function TaskResult({ task }: { task: TaskDetail }) {
  if (task.status !== "COMPLETED") return null;
  const image = task.type === "IMAGE_PROCESS" ? readImageResult(task.result) : null;
  if (image) return <ConvertedImage image={image} />;
  const email = task.type === "EMAIL_SEND" ? readEmailResult(task.result) : null;
  if (email) return <SentEmail email={email} taskId={task.id} />;
  const contacts = task.type === "CONTACT_IMPORT" ? readImportResult(task.result) : null;
  if (contacts) return <ImportedContacts contacts={contacts} />;
  if (task.result !== undefined) return <JsonCard title="Result" value={task.result} />;
  return (
    <DetailCard title="Result">
      <p className="text-sm text-muted">{task.resultNote ?? "This task returned no result."}</p>
    </DetailCard>
  );
}

function ConvertedImage({ image }: { image: ImageResult }) {
  const url = fileUrl(image.key);
  const saved = Math.round((1 - image.bytes / image.originalBytes) * 100);
  return (
    <DetailCard
      title="Result"
      aside={
        <a href={url} download className={buttonStyle("plain", "small")}>
          <Download aria-hidden className="size-3.5" />
          Download
        </a>
      }
    >
      <a href={url} target="_blank" rel="noreferrer" className="block overflow-hidden rounded-xl bg-sunken">
        <img
          src={url}
          width={image.width}
          height={image.height}
          alt={`The converted ${image.format.toUpperCase()}, ${image.width} by ${image.height} pixels`}
          className="mx-auto max-h-80 w-auto max-w-full object-contain"
        />
      </a>
      <dl className="mt-4 grid grid-cols-2 gap-4 text-sm sm:grid-cols-3">
        <Figure
          label="Before"
          value={formatBytes(image.originalBytes)}
          note={`${image.originalWidth} × ${image.originalHeight} px`}
        />
        <Figure
          label="After"
          value={formatBytes(image.bytes)}
          note={`${image.width} × ${image.height} px ${image.format.toUpperCase()}`}
        />
        {saved > 0 && (
          <Figure label="Saved" value={`${saved} %`} note={formatBytes(image.originalBytes - image.bytes)} />
        )}
      </dl>
    </DetailCard>
  );
}

function SentEmail({ email, taskId }: { email: EmailResult; taskId: string }) {
  return (
    <DetailCard
      title="Result"
      aside={
        <Link to="/inbox" search={{ task: taskId }} className={buttonStyle("plain", "small")}>
          <Inbox aria-hidden className="size-3.5" />
          Open in Inbox
        </Link>
      }
    >
      <p className="text-sm">
        <span className="font-medium">{email.subject}</span> was sent to <span className="font-medium">{email.to}</span>
        .
      </p>
    </DetailCard>
  );
}

function ImportedContacts({ contacts }: { contacts: ImportResult }) {
  const { rows, imported, rejected, firstErrors } = contacts;
  return (
    <DetailCard title="Result">
      <dl className="grid grid-cols-3 gap-4 text-sm">
        <Figure label="Rows" value={rows.toLocaleString("en")} />
        <Figure label="Imported" value={imported.toLocaleString("en")} />
        <Figure label="Rejected" value={rejected.toLocaleString("en")} />
      </dl>
      {firstErrors.length > 0 && (
        <>
          <h3 className="mt-4 mb-1.5 text-[0.8125rem] font-medium">
            Rejected rows{rejected > firstErrors.length && ` (first ${firstErrors.length})`}
          </h3>
          <ScrollArea label="Rejected rows" className="max-h-72 rounded-xl border border-line">
            <table className="w-full text-left text-[0.8125rem]">
              <thead className="sticky top-0 bg-sunken text-muted">
                <tr>
                  <th scope="col" className="w-20 px-3 py-1.5 font-medium">
                    Row
                  </th>
                  <th scope="col" className="px-3 py-1.5 font-medium">
                    Reason
                  </th>
                </tr>
              </thead>
              <tbody className="divide-y divide-line">
                {firstErrors.map(({ row, message }) => (
                  <tr key={row}>
                    <td className="px-3 py-1.5 tabular-nums">{row.toLocaleString("en")}</td>
                    <td className="px-3 py-1.5 break-words">{message}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollArea>
        </>
      )}
    </DetailCard>
  );
}

function Figure({ label, value, note }: { label: string; value: string; note?: string }) {
  return (
    <div>
      <dt className="text-[0.8125rem] text-muted">{label}</dt>
      <dd>
        <span className="text-base font-semibold tabular-nums">{value}</span>
        {note && <span className="block text-xs text-muted">{note}</span>}
      </dd>
    </div>
  );
}
