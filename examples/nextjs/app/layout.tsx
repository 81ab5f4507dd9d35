import type { Metadata } from "next";
import type { ReactNode } from "react";
import "./globals.css";

export const metadata: Metadata = { title: "Contacts", description: "An example of @package/queue with Next.js" };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    // The class is set before the first paint, so that a dark page does not flash.
    <html lang="en" suppressHydrationWarning>
      <head>
        <script>{`document.documentElement.classList.toggle("dark", matchMedia("(prefers-color-scheme: dark)").matches)`}</script>
      </head>
      <body>
        <main className="mx-auto max-w-2xl px-4 py-10 sm:py-16">{children}</main>
      </body>
    </html>
  );
}
