import { Button } from "./Button.tsx";
import { ErrorCard } from "./ErrorCard.tsx";

/** Replaces a page whose rendering failed; the rest of the dashboard keeps working. */
export function CrashPage({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <div className="mx-auto max-w-xl py-16">
      <ErrorCard title="This page could not be displayed" error={error} onRetry={reset} />
      <p className="mt-4 text-center">
        <Button tone="quiet" onClick={() => window.location.reload()}>
          Reload page
        </Button>
      </p>
    </div>
  );
}
