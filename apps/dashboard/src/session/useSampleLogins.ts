import { useQuery } from "@tanstack/react-query";
import { apiUrl } from "../api/apiUrl.ts";

/** A login that the server offers in development. */
export interface SampleLogin {
  name: string;
  email: string;
  password: string;
  role: string;
}

/** The logins to try the product with; none where the server offers none. */
export function useSampleLogins(): SampleLogin[] {
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
