import type { Span } from '../types';

/** What an option is for, as far as the code around it says. */
export type OptionUse = 'read' | 'write' | 'readStream' | 'writeStream';

/** What a place names: a setting of Spark, a property of a table, or an option of a reader or writer. */
export type Subject =
  | { readonly what: 'conf' }
  | { readonly what: 'property' }
  | {
      readonly what: 'option';
      /** Absent where the code does not say it (yet). */
      readonly format?: string;
      /** The format of the files that Auto Loader or `read_files` reads. */
      readonly fileFormat?: string;
      readonly use?: OptionUse;
    };

/** A setting that a text gives a value or asks for, as it stands around one offset. All kinds of files give the same. */
export type SettingPlace = Subject & {
  /** The half that the offset lies in. */
  readonly part: 'key' | 'value';
  /** The key as it is written so far, perhaps empty. */
  readonly key: string;
  /** The half that the offset lies in, without quotes: what a completion replaces. */
  readonly span: Span;
  /** What has to stand around a completion: quotes where there are none, what joins a key to its value. */
  readonly around: { readonly before: string; readonly after: string };
  /** `true` and `false` need no quotes here. */
  readonly bareWords?: boolean;
};

/** Nothing has to be added: the quotes stand already, or none are needed. */
export const asItIs = { before: '', after: '' } as const;

/** Whether an offset lies in a span or at one of its ends. */
export function covers({ from, to }: Span, offset: number): boolean {
  return from <= offset && offset <= to;
}
