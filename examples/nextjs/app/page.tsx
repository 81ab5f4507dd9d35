import { db } from "@package/db";
import { AddContact } from "@/app/AddContact";
import { ContactRow } from "@/app/ContactRow";
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
      <h1>Contacts</h1>
      <p className="quiet">Add a contact. A task finds the company in the background.</p>
      <AddContact />
      {contacts.length === 0 && <p className="quiet">You have no contacts yet.</p>}
      <ul className="rows">
        {contacts.map(({ importId, ...contact }) => (
          <ContactRow key={importId} contact={{ taskId: importId, ...contact }} />
        ))}
      </ul>
    </QueueProvider>
  );
}
