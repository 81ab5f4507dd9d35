import { Card, cx, RelativeTime } from "@package/ui";
import { Link } from "@tanstack/react-router";

interface EmailSummary {
  id: string;
  to: string[];
  subject: string;
  receivedAt: string;
}

export function EmailList({ emails, currentId }: { emails: readonly EmailSummary[]; currentId: string | undefined }) {
  return (
    <Card aria-label="Emails" className="overflow-hidden">
      <ul className="max-h-[70dvh] divide-y divide-line overflow-y-auto">
        {emails.map((email) => (
          <li key={email.id}>
            <Link
              to="/inbox"
              search={{ email: email.id }}
              resetScroll={false}
              data-row-link
              aria-current={email.id === currentId ? "true" : undefined}
              className={cx(
                "block px-4 py-3 -outline-offset-2",
                email.id === currentId ? "bg-accent-soft" : "hover:bg-page",
              )}
            >
              <span className="flex items-baseline justify-between gap-3">
                <span className="truncate font-medium">{email.subject || "(no subject)"}</span>
                <RelativeTime iso={email.receivedAt} className="shrink-0 text-xs text-muted" />
              </span>
              <span className="block truncate text-[0.8125rem] text-muted">To {email.to.join(", ")}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
