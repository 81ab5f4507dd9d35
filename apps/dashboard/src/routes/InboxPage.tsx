import { Card, cx, EmptyState, ErrorCard, PageTitle, Skeleton } from "@package/ui";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Inbox, MailX } from "lucide-react";
import { useEffect } from "react";
import { useApi } from "../api/trpc.ts";
import { EmailList } from "../components/inbox/EmailList.tsx";
import { EmailReader } from "../components/inbox/EmailReader.tsx";
import { inboxPollDelay } from "../components/inbox/inboxPollDelay.ts";

/** The emails that the user's tasks sent to the development inbox. */
export function InboxPage() {
  const { inbox } = useApi();
  const navigate = useNavigate();
  const { email: emailId, task } = useSearch({ from: "/app/inbox" });
  const { data, error, refetch } = useQuery({
    queryKey: ["listEmails"],
    queryFn: ({ signal }) => inbox.listEmails.query(undefined, { signal }),
    // Only while the tab is visible.
    refetchInterval: ({ state }) => inboxPollDelay(state),
    staleTime: 0,
  });
  const ofTask = task ? data?.emails.find((email) => email.taskId === task) : undefined;
  useEffect(() => {
    if (ofTask) void navigate({ to: "/inbox", search: { email: ofTask.id }, replace: true });
  }, [ofTask, navigate]);

  return (
    <>
      <PageTitle title="Inbox" />
      <p className="mt-1 mb-6 text-muted">
        {data?.isEnabled !== false &&
          "In development, emails from your tasks are shown here instead of being delivered."}
      </p>
      {error && !data && (
        <ErrorCard title="The inbox could not be loaded" error={error} onRetry={() => void refetch()} />
      )}
      {!data && !error && <Skeleton className="h-72 rounded-2xl" />}
      {data && !data.isEnabled && (
        <Card>
          <EmptyState icon={MailX} title="No inbox on this server">
            Emails are delivered to their recipients.
          </EmptyState>
        </Card>
      )}
      {data?.isEnabled && data.emails.length === 0 && (
        <Card>
          <EmptyState icon={Inbox} title="No emails yet">
            Send one from My tasks. It arrives here within seconds.
          </EmptyState>
        </Card>
      )}
      {data && data.emails.length > 0 && (
        <div className="grid items-start gap-4 lg:grid-cols-[22rem_minmax(0,1fr)]">
          <div className={cx(emailId && "max-lg:hidden")}>
            <EmailList emails={data.emails} currentId={emailId} />
          </div>
          <div className={cx(!emailId && "max-lg:hidden")}>
            {emailId ? (
              <EmailReader key={emailId} emailId={emailId} />
            ) : (
              <Card>
                <EmptyState icon={Inbox} title="Select an email to read it" />
              </Card>
            )}
          </div>
        </div>
      )}
    </>
  );
}
