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

/** One mail, as its recipient sees it or as plain text. */
export function MailReader({ mailId }: { mailId: string }) {
  const trpc = useTRPC();
  const {
    data: mail,
    error,
    refetch,
  } = useQuery(trpc.inbox.readMail.queryOptions({ id: mailId }, { staleTime: 60_000 }));
  const [isPlain, setPlain] = useState(false);
  if (error) return <ErrorCard title="The mail could not be opened" error={error} onRetry={() => void refetch()} />;
  if (!mail) return <Skeleton className="h-96 rounded-2xl" />;
  return (
    <Card aria-label="Mail" className="overflow-hidden">
      <div className="border-b border-line p-5">
        <Link to="/inbox" className="mb-3 inline-flex items-center gap-1 text-sm text-muted hover:text-ink lg:hidden">
          <ChevronLeft aria-hidden className="size-4" />
          All mails
        </Link>
        <h2 className="text-lg leading-snug font-semibold break-words">{mail.subject || "(no subject)"}</h2>
        <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-[0.8125rem]">
          <dt className="text-muted">From</dt>
          <dd className="break-words">{mail.from}</dd>
          <dt className="text-muted">To</dt>
          <dd className="break-words">{mail.to.join(", ")}</dd>
          <dt className="text-muted">Arrived</dt>
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
            <legend className="sr-only">Show as</legend>
            <Button
              size="small"
              aria-pressed={!isPlain}
              tone={isPlain ? "quiet" : "plain"}
              onClick={() => setPlain(false)}
            >
              As sent
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
          title={`Mail: ${mail.subject}`}
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
