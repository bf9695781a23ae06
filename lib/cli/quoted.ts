/** A path as a shell takes it, and as no command takes for an option. */
export function quoted(path: string): string {
  const plain = path.startsWith("-") ? `./${path}` : path;
  return /^[\w./-]+$/.test(plain) ? plain : `'${plain.replaceAll("'", "'\\''")}'`;
}
