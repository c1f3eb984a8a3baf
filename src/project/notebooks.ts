import { readdirSync } from 'node:fs';

/** The files of a folder by their names, with and without ending; `undefined` where the folder cannot be read. */
export function namesIn(folder: string): ReadonlySet<string> | undefined {
  try {
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.isDirectory());
    return new Set(files.flatMap(({ name }) => [name, name.replace(/\.\w+$/, '')]));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? new Set() : undefined;
  }
}
