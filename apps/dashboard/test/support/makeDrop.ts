/** A `DataTransfer` of files, and of folders by name, as a browser gives it to the handlers of a drop. */
export function makeDrop(files: readonly (File | { folder: string })[]) {
  const asFile = (entry: File | { folder: string }) => ("folder" in entry ? new File(["x"], entry.folder) : entry);
  return {
    dataTransfer: {
      types: ["Files"],
      dropEffect: "move",
      files: files.map(asFile),
      items: files.map((entry) => ({ kind: "file", webkitGetAsEntry: () => ({ isDirectory: "folder" in entry }) })),
    },
  };
}
