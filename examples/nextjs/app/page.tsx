import { db } from "@package/db";
import { AddContact } from "@/app/AddContact";
import { ContactList } from "@/app/ContactList";
import { QueueProvider } from "@/app/QueueProvider";
import { SignIn } from "@/app/SignIn";
import { readSession } from "@/session";

/** The contacts of the signed-in user. */
export default async function Page() {
  const session = await readSession();
  if (!session) return <SignIn />;
  const contacts = await db.contact.findMany({
    where: { ownerId: session.user.id },
    orderBy: { id: "desc" },
    take: 20,
    select: { importId: true, name: true, email: true, company: true },
  });
  return (
    <QueueProvider userId={session.user.id}>
      <h1 className="text-2xl font-semibold tracking-tight">Contacts</h1>
      <p className="mt-1 text-muted">Add a contact. A task finds the company in the background.</p>
      <AddContact />
      <ContactList contacts={contacts.map(({ importId, ...contact }) => ({ taskId: importId, ...contact }))} />
    </QueueProvider>
  );
}
