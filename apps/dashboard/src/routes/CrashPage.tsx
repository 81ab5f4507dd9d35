import { Button } from "../components/ui/Button.tsx";
import { ErrorCard } from "../components/ui/ErrorCard.tsx";

/** Stands in for a page whose drawing failed: the rest of the dashboard goes on. */
export function CrashPage({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <div className="mx-auto max-w-xl py-16">
      <ErrorCard title="This page could not be shown" error={error} onRetry={reset} />
      <p className="mt-4 text-center">
        <Button tone="quiet" onClick={() => window.location.reload()}>
          Load the page anew
        </Button>
      </p>
    </div>
  );
}
