import { render } from "@testing-library/react";
import { vi } from "vitest";
import { App } from "@/App";
import { goTo } from "../../../../packages/react/test/support/monitorHarness.tsx";
import { createFakeClient, type FakeState } from "./fakeApi.ts";

/** The whole dashboard at an address, with a fake server behind it. */
export function renderApp(state: FakeState, path = "/") {
  goTo(`http://localhost:3000${path}`);
  document.head.innerHTML = '<base href="/">';
  vi.stubGlobal(
    "fetch",
    vi.fn(async (input: string | URL | Request) => {
      const { pathname } = new URL(String(input));
      if (pathname === "/api/auth/get-session") return Response.json(state.user && { user: state.user });
      if (pathname === "/api/config") return Response.json({ sampleLogins: [] });
      return new Response(null, { status: 404 });
    }),
  );
  return render(<App client={createFakeClient(state)} />);
}
