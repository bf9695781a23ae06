/** The parameters of a query or a form; of several with one name the first. */
export function parametersOf(search: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...search].reverse());
}
