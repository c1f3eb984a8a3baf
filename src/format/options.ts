/** How keywords are to be written. */
export type KeywordCase = 'upper' | 'lower' | 'preserve';

/** The values of `KeywordCase`. */
export const keywordCases: readonly KeywordCase[] = ['upper', 'lower', 'preserve'];

/** Where the comma between two lines stands: at the end of the first, or at the start of the second. */
export type CommaPlace = 'trailing' | 'leading';

/** The values of `CommaPlace`. */
export const commaPlaces: readonly CommaPlace[] = ['trailing', 'leading'];

/** How SQL is to be laid out. */
export interface FormatOptions {
  readonly keywordCase: KeywordCase;
  /** Spaces of one step of indentation. */
  readonly indent: number;
  readonly commas: CommaPlace;
}

/** What holds when nobody says otherwise. */
export const defaultFormat: FormatOptions = { keywordCase: 'upper', indent: 2, commas: 'trailing' };

/** The widest step of indentation. */
export const widestIndent = 8;

/** Reads options that somebody wrote; what is wrong with them is told in whole sentences, and the default holds. */
export function readFormatOptions(given: unknown): { options: FormatOptions; complaints: string[] } {
  const { keywordCase, indent, commas } = (typeof given === 'object' && given !== null ? given : {}) as Record<
    string,
    unknown
  >;
  const complaints: string[] = [];
  let options = defaultFormat;
  const known = keywordCases.find((word) => word === keywordCase);
  if (known) options = { ...options, keywordCase: known };
  else if (isSet(keywordCase)) complaints.push(`keywordCase: give one of ${keywordCases.join(', ')}`);
  const fits = typeof indent === 'number' && Number.isInteger(indent) && indent >= 1 && indent <= widestIndent;
  if (fits) options = { ...options, indent };
  else if (isSet(indent)) complaints.push(`indent: give a whole number from 1 to ${widestIndent}`);
  const place = commaPlaces.find((word) => word === commas);
  if (place) options = { ...options, commas: place };
  else if (isSet(commas)) complaints.push(`commas: give one of ${commaPlaces.join(', ')}`);
  return { options, complaints };
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
