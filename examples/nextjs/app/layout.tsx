import type { Metadata } from "next";
import type { ReactNode } from "react";
import "@package/react/styles.css";
import "./globals.css";

export const metadata: Metadata = { title: "Contacts", description: "An example of @package/queue with Next.js" };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <main>{children}</main>
      </body>
    </html>
  );
}
