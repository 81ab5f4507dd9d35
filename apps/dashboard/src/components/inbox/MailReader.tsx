import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../../api/trpc.ts";
import { RelativeTime } from "../../time/RelativeTime.tsx";
import { Button } from "../ui/Button.tsx";
import { Card } from "../ui/Card.tsx";
import { ErrorCard } from "../ui/ErrorCard.tsx";
import { Skeleton } from "../ui/Skeleton.tsx";
import { mailDocument } from "./mailDocument.ts";

/** Shows one email, as HTML or as plain text. */
export function MailReader({ mailId }: { mailId: string }) {
  const trpc = useTRPC();
  const {
    data: mail,
    error,
    refetch,
  } = useQuery(trpc.inbox.readMail.queryOptions({ id: mailId }, { staleTime: 60_000 }));
  const [isPlain, setPlain] = useState(false);
  if (error) return <ErrorCard title="The email could not be loaded" error={error} onRetry={() => void refetch()} />;
  if (!mail) return <Skeleton className="h-96 rounded-2xl" />;
  return (
    <Card aria-label="Email" className="overflow-hidden">
      <div className="border-b border-line p-5">
        <Link to="/inbox" className="mb-3 inline-flex items-center gap-1 text-sm text-muted hover:text-ink lg:hidden">
          <ChevronLeft aria-hidden className="size-4" />
          All emails
        </Link>
        <h2 className="text-lg leading-snug font-semibold break-words">{mail.subject || "(no subject)"}</h2>
        <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-[0.8125rem]">
          <dt className="text-muted">From</dt>
          <dd className="break-words">{mail.from}</dd>
          <dt className="text-muted">To</dt>
          <dd className="break-words">{mail.to.join(", ")}</dd>
          <dt className="text-muted">Received</dt>
          <dd>
            <RelativeTime iso={mail.receivedAt} />
          </dd>
          <dt className="text-muted">Task</dt>
          <dd>
            <Link
              to="/tasks/$taskId"
              params={{ taskId: mail.taskId }}
              className="break-all text-accent-text underline underline-offset-2"
            >
              {mail.taskId}
            </Link>
          </dd>
        </dl>
        {mail.html !== null && (
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
      {mail.html !== null && !isPlain ? (
        <iframe
          title={`Email: ${mail.subject}`}
          // No scripts, no forms, no access to this page; a link opens a new tab.
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          srcDoc={mailDocument(mail.html)}
          className="h-[32rem] w-full bg-white"
        />
      ) : (
        <pre className="p-5 font-sans text-sm break-words whitespace-pre-wrap">{mail.text}</pre>
      )}
    </Card>
  );
}
