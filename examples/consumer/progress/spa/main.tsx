import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { PlainApp } from "../client/PlainApp.tsx";

const root = createRoot(document.getElementById("root") as HTMLElement);

const { userId } = (await (await fetch("/api/session")).json()) as { userId: string };
root.render(
  <StrictMode>
    <PlainApp userId={userId} />
  </StrictMode>,
);
