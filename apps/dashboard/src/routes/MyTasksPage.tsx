import { useSearch } from "@tanstack/react-router";
import { use } from "react";
import { AddContacts } from "../components/add/AddContacts.tsx";
import { AddEmail } from "../components/add/AddEmail.tsx";
import { AddPhoto } from "../components/add/AddPhoto.tsx";
import { PageTitle } from "../components/shell/PageTitle.tsx";
import { TaskList } from "../components/tasks/TaskList.tsx";
import { SessionUserContext } from "../session/useSession.ts";

/** The home page: three ways to add a task, and the list of the user's tasks. */
export function MyTasksPage() {
  const { show } = useSearch({ from: "/app/" });
  const user = use(SessionUserContext);
  return (
    <>
      <PageTitle title="My tasks" />
      <p className="mt-1 mb-6 text-muted">Add tasks and follow their progress.</p>
      <div className="mb-8 grid gap-4 lg:grid-cols-3">
        <AddPhoto />
        {user && <AddEmail user={user} />}
        <AddContacts />
      </div>
      <TaskList tab={show ?? "all"} />
    </>
  );
}
