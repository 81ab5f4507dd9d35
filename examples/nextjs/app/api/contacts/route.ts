import { db } from "@package/db";
import { after } from "next/server";
import { z } from "zod";
import { isServerless } from "@/isServerless";
import { queue } from "@/queue";
import { readSession } from "@/session";

const newContact = z.object({ name: z.string().trim().min(1).max(100), email: z.email().max(200) });

/** Adds a contact, and a task that finds its company. */
export async function POST(request: Request): Promise<Response> {
  const session = await readSession();
  if (!session) return Response.json({ message: "Sign in first." }, { status: 401 });
  const contact = newContact.safeParse(await request.json().catch(() => null));
  if (!contact.success) return Response.json({ message: z.prettifyError(contact.error) }, { status: 400 });

  const { name, email } = contact.data;
  const ownerId = session.user.id;
  const task = await db.$transaction(async (tx) => {
    const added = await queue.addToQueue(
      "FIND_COMPANY",
      { email, title: `Find the company of ${email}` },
      { tx, ownerId },
    );
    await tx.contact.create({ data: { ownerId, name, email, importId: added.id, rowNumber: 1 } });
    return added;
  });

  // There is no runner on a serverless platform: run the task after the response was sent.
  if (isServerless) after(() => queue.processJob(task.id));
  return Response.json({ id: task.id, type: task.type, status: task.status, data: task.data }, { status: 201 });
}
