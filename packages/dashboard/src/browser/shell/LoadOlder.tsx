import { Button } from "@package/ui";

interface Props {
  /** What is loaded, for example slots. */
  what: string;
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): Promise<unknown> };
}

/** Loads the next page of a list, if there is one. */
export function LoadOlder({ what, list }: Props) {
  if (!list.hasNextPage) return null;
  return (
    <Button size="small" className="mt-3" isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
      Load older {what}
    </Button>
  );
}
