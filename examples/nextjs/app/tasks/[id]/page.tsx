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
      <Link href="/">← Contacts</Link>
      <ul className="rows">
        {rows.map(([name, value]) => (
          <li key={name}>
            <span className="quiet">{name}</span>
            <strong>{value}</strong>
          </li>
        ))}
      </ul>
    </>
  );
}
