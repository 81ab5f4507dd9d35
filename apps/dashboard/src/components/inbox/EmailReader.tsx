import { Button, Card, ErrorCard, RelativeTime, Skeleton } from "@package/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { useState } from "react";
import { useApi } from "../../api/trpc.ts";

/** Shows one email, as HTML or as plain text. */
export function EmailReader({ emailId }: { emailId: string }) {
  const { inbox } = useApi();
  const {
    data: email,
    error,
    refetch,
  } = useQuery({
    queryKey: ["readEmail", emailId],
    queryFn: ({ signal }) => inbox.readEmail.query({ id: emailId }, { signal }),
    staleTime: 60_000,
  });
  const [isPlain, setPlain] = useState(false);
  if (error) return <ErrorCard title="The email could not be loaded" error={error} onRetry={() => void refetch()} />;
  if (!email) return <Skeleton className="h-96 rounded-2xl" />;
  return (
    <Card aria-label="Email" className="overflow-hidden">
      <div className="border-b border-line p-5">
        <Link to="/inbox" className="mb-3 inline-flex items-center gap-1 text-sm text-muted hover:text-ink lg:hidden">
          <ChevronLeft aria-hidden className="size-4" />
          All emails
        </Link>
        <h2 className="text-lg leading-snug font-semibold break-words">{email.subject || "(no subject)"}</h2>
        <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-[0.8125rem]">
          <dt className="text-muted">From</dt>
          <dd className="break-words">{email.from}</dd>
          <dt className="text-muted">To</dt>
          <dd className="break-words">{email.to.join(", ")}</dd>
          <dt className="text-muted">Received</dt>
          <dd>
            <RelativeTime iso={email.receivedAt} />
          </dd>
          <dt className="text-muted">Task</dt>
          <dd>
            <Link
              to="/tasks/$taskId"
              params={{ taskId: email.taskId }}
              className="break-all text-accent-text underline underline-offset-2"
            >
              {email.taskId}
            </Link>
          </dd>
        </dl>
        {email.html !== null && (
          <fieldset className="mt-4 flex gap-1.5">
            <legend className="sr-only">Format</legend>
            <Button
              size="small"
              aria-pressed={!isPlain}
              tone={isPlain ? "quiet" : "plain"}
              onClick={() => setPlain(false)}
            >
              HTML
            </Button>
            <Button
              size="small"
              aria-pressed={isPlain}
              tone={isPlain ? "plain" : "quiet"}
              onClick={() => setPlain(true)}
            >
              Plain text
            </Button>
          </fieldset>
        )}
      </div>
      {email.html !== null && !isPlain ? (
        <iframe
          title={`Email: ${email.subject}`}
          // No scripts, no forms, no access to this page; a link opens a new tab.
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          srcDoc={emailDocument(email.html)}
          className="h-[32rem] w-full bg-white"
        />
      ) : (
        <pre className="p-5 font-sans text-sm break-words whitespace-pre-wrap">{email.text}</pre>
      )}
    </Card>
  );
}

/** Returns an email's HTML as a document for a sandboxed frame: on white, with links that open a new tab. */
function emailDocument(html: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="color-scheme" content="light"><base target="_blank"><style>body{margin:20px;font-family:system-ui,sans-serif;color:#181b21;background:#fff;overflow-wrap:anywhere}img{max-width:100%}</style></head><body>${html}</body></html>`;
}
