import { getTask } from "@package/api";
import { db } from "@package/db";
import Link from "next/link";
import { notFound } from "next/navigation";
import { queue } from "@/queue";
import { readSession } from "@/session";

/** One task of the signed-in user, read on the server. Another user's task is not found. */
export default async function TaskPage({ params }: PageProps<"/tasks/[id]">) {
  const { id } = await params;
  const session = await readSession();
  if (!session) notFound();
  const task = await getTask(db, { ownerId: session.user.id }, id, { queue }).catch(() => notFound());
  const rows = [
    ["Task", task.id],
    ["Type", task.type],
    ["Status", task.status],
    ["Attempts", `${task.attempts} of ${task.maxAttempts}`],
    ["Result", task.result ? JSON.stringify(task.result) : "none"],
  ];
  return (
    <>
      <Link href="/" className="text-sm font-medium text-accent-text">
        ← Contacts
      </Link>
      <dl className="mt-4 divide-y divide-line rounded-2xl border border-line bg-surface shadow-card">
        {rows.map(([name, value]) => (
          <div key={name} className="flex flex-wrap gap-x-4 px-5 py-3.5">
            <dt className="w-24 text-muted">{name}</dt>
            <dd className="min-w-0 flex-1 font-medium break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
