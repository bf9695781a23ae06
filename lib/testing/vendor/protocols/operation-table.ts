/** An entry of a table of operations, whatever the case of its name. */
export function operationIn<Operation>(table: Readonly<Record<string, Operation>>, name: string | undefined): { name: string; operation: Operation } | undefined {
  const found = Object.entries(table).find(([one]) => one.toLowerCase() === name?.toLowerCase());
  return found && { name: found[0], operation: found[1] };
}
