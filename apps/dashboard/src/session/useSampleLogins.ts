import { useQuery } from "@tanstack/react-query";
import { apiUrl } from "../api/apiUrl.ts";

/** A sample user of a development server. */
export interface SampleLogin {
  name: string;
  email: string;
  password: string;
  role: string;
}

/** Returns the sample users; empty in production. */
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
