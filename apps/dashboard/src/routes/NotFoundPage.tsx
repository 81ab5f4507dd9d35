import { buttonStyle, PageTitle } from "@package/ui";
import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";

/** The page for unknown addresses. */
export function NotFoundPage() {
  return <NotFound title="Page not found" hint="Check the address. The page may have been moved or deleted." />;
}

export function NotFound({ title, hint }: { title: string; hint: string }) {
  return (
    <div className="flex flex-col items-center px-6 py-24 text-center">
      <span className="mb-5 inline-flex size-14 items-center justify-center rounded-2xl bg-accent-soft text-accent-text">
        <Compass aria-hidden className="size-7" strokeWidth={1.75} />
      </span>
      <PageTitle title={title} />
      <p className="mt-1.5 max-w-md text-muted">{hint}</p>
      <Link to="/" className={`mt-6 ${buttonStyle("primary")}`}>
        Go to My tasks
      </Link>
    </div>
  );
}
