/** Code as it is quoted in a message: on one line, and cut where it is long. */
export function shown(code: string): string {
  const flat = code.replace(/\s+/g, ' ');
  return flat.length > 60 ? `${flat.slice(0, 57)}…` : flat;
}
