import { useQuery } from "@tanstack/react-query";
import { apiUrl } from "../api/apiUrl.ts";

/** One button for each sample user of a development server. */
export function SampleLogins({ isBusy, onChoose }: { isBusy: boolean; onChoose: (login: SampleLogin) => void }) {
  const logins = useSampleLogins();
  if (logins.length === 0) return null;
  return (
    <section aria-labelledby="samples-title" className="mt-5 border-t border-line pt-4">
      <h2 id="samples-title" className="mb-2 text-[0.8125rem] font-medium text-muted">
        Or continue as a sample user
      </h2>
      <div className="space-y-1.5">
        {logins.map((login) => (
          <button
            key={login.email}
            type="button"
            disabled={isBusy}
            onClick={() => onChoose(login)}
            className="touch-target flex w-full items-center gap-3 rounded-xl border border-line px-3 py-2 text-left hover:bg-sunken disabled:opacity-60"
          >
            <span
              aria-hidden
              className="inline-flex size-8 shrink-0 items-center justify-center rounded-full bg-accent-soft text-sm font-semibold text-accent-text"
            >
              {login.name.charAt(0)}
            </span>
            <span className="min-w-0">
              <span className="block text-sm leading-tight font-medium">{login.name}</span>
              <span className="block truncate text-xs text-muted">{login.email}</span>
            </span>
            <span className="ml-auto text-xs text-muted">{login.role}</span>
          </button>
        ))}
      </div>
    </section>
  );
}

/** A sample user of a development server. */
interface SampleLogin {
  name: string;
  email: string;
  password: string;
  role: string;
}

/** Returns the sample users; empty in production. */
function useSampleLogins(): SampleLogin[] {
  const { data } = useQuery({
    queryKey: ["sampleLogins"],
    queryFn: readSampleLogins,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? [];
}

async function readSampleLogins(): Promise<SampleLogin[]> {
  const response = await fetch(apiUrl("config"));
  if (!response.ok) return [];
  const config = (await response.json()) as { sampleLogins?: unknown };
  return Array.isArray(config.sampleLogins) ? config.sampleLogins.filter(isSampleLogin) : [];
}

function isSampleLogin(value: unknown): value is SampleLogin {
  return typeof value === "object" && value !== null && "email" in value && "password" in value && "name" in value;
}
