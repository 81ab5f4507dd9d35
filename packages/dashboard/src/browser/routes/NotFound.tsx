import { buttonStyle, EmptyState, PageTitle } from "@package/ui";
import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";

/** Says that there is nothing at this address. */
export function NotFound({ title, hint }: { title: string; hint: string }) {
  return (
    <>
      <PageTitle title={title} className="sr-only" />
      <EmptyState icon={Compass} title={title}>
        <p>{hint}</p>
        <Link to="/" className={`mt-5 ${buttonStyle("primary")}`}>
          Go to Schedules
        </Link>
      </EmptyState>
    </>
  );
}
