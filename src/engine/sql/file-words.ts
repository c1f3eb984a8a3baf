import { wordsOf } from './names';

/** The words of a file's name and of the two folders above it, in lower case: what lies further up is not the project's to choose. */
export function pathWords(path: string): string[] {
  return wordsOf(path.split(/[\\/]/).slice(-3).join('/'));
}
