/** How keywords are to be written. */
export type KeywordCase = 'upper' | 'lower' | 'preserve';

/** The values of `KeywordCase`. */
export const keywordCases: readonly KeywordCase[] = ['upper', 'lower', 'preserve'];

/** How SQL is to be laid out. */
export interface FormatOptions {
  readonly keywordCase: KeywordCase;
  /** Spaces of one step of indentation. */
  readonly indent: number;
}

/** What holds when nobody says otherwise. */
export const defaultFormat: FormatOptions = { keywordCase: 'upper', indent: 2 };

/** The widest step of indentation. */
export const widestIndent = 8;

/** Reads options that somebody wrote; what is wrong with them is told in whole sentences, and the default holds. */
export function readFormatOptions(given: unknown): { options: FormatOptions; complaints: string[] } {
  const { keywordCase, indent } = (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>;
  const complaints: string[] = [];
  let options = defaultFormat;
  const known = keywordCases.find((word) => word === keywordCase);
  if (known) options = { ...options, keywordCase: known };
  else if (isSet(keywordCase)) complaints.push(`keywordCase: give one of ${keywordCases.join(', ')}`);
  const fits = typeof indent === 'number' && Number.isInteger(indent) && indent >= 1 && indent <= widestIndent;
  if (fits) options = { ...options, indent };
  else if (isSet(indent)) complaints.push(`indent: give a whole number from 1 to ${widestIndent}`);
  return { options, complaints };
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
