import { Link } from "@tanstack/react-router";
import { RelativeTime } from "../../time/RelativeTime.tsx";
import { Card } from "../ui/Card.tsx";
import { cx } from "../ui/cx.ts";

interface MailSummary {
  id: string;
  to: string[];
  subject: string;
  receivedAt: string;
}

export function MailList({ mails, currentId }: { mails: readonly MailSummary[]; currentId: string | undefined }) {
  return (
    <Card aria-label="Emails" className="overflow-hidden">
      <ul className="max-h-[70dvh] divide-y divide-line overflow-y-auto">
        {mails.map((mail) => (
          <li key={mail.id}>
            <Link
              to="/inbox"
              search={{ mail: mail.id }}
              resetScroll={false}
              data-row-link
              aria-current={mail.id === currentId ? "true" : undefined}
              className={cx(
                "block px-4 py-3 -outline-offset-2",
                mail.id === currentId ? "bg-accent-soft" : "hover:bg-page",
              )}
            >
              <span className="flex items-baseline justify-between gap-3">
                <span className="truncate font-medium">{mail.subject || "(no subject)"}</span>
                <RelativeTime iso={mail.receivedAt} className="shrink-0 text-xs text-muted" />
              </span>
              <span className="block truncate text-[0.8125rem] text-muted">To {mail.to.join(", ")}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
