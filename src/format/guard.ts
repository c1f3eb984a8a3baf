import { Kind, type Tokens } from '../engine/sql/reader/tokens';

/** What must come out of formatting as it went in. */
interface Substance {
  readonly code: readonly string[];
  readonly comments: readonly string[];
}

function substanceOf(tokens: Tokens, anyCase: boolean): Substance {
  const code: string[] = [];
  const comments: string[] = [];
  for (let i = 0; i < tokens.count; i++) {
    const kind = tokens.kinds[i]!;
    if (kind === Kind.space) continue;
    const text = anyCase && kind === Kind.word ? tokens.textOf(i).toLowerCase() : tokens.textOf(i);
    // Comments of several lines are indented anew.
    if (kind === Kind.comment) comments.push(text.replace(/\s+/g, ' ').trim());
    else code.push(`${kind}${touching(tokens, i)}${text}`);
  }
  return { code, comments };
}

/** White space beside a template changes what it means: `tbl_${env}` is one name, `tbl_ ${env}` are two. */
function touching(tokens: Tokens, token: number): string {
  if (token === 0) return ' ';
  const isFluid = (i: number) => tokens.kinds[i] === Kind.template || tokens.kinds[i] === Kind.unknown;
  const before = tokens.kinds[token - 1]!;
  const matters = isFluid(token)
    ? isPartOfName(before) || isFluid(token - 1)
    : isFluid(token - 1) && isPartOfName(tokens.kinds[token]!);
  return matters ? '&' : ' ';
}

function isPartOfName(kind: number): boolean {
  return (
    kind === Kind.word ||
    kind === Kind.quoted ||
    kind === Kind.string ||
    kind === Kind.number ||
    kind === Kind.parameter
  );
}

/**
 * Says what is not the same in both texts, white space aside; nothing when they mean the same.
 * @param anyCase for texts whose keywords have been written anew.
 */
export function difference(before: Tokens, after: Tokens, anyCase = false): string | undefined {
  const a = substanceOf(before, anyCase);
  const b = substanceOf(after, anyCase);
  const at = a.code.findIndex((token, i) => token !== b.code[i]);
  if (at >= 0) return `formatting would change \`${shorten(a.code[at]!.replace(/^\d+[ &]/, ''))}\``;
  if (a.code.length !== b.code.length) return 'formatting would add something';
  if (a.comments.length !== b.comments.length || a.comments.some((text, i) => text !== b.comments[i]))
    return 'formatting would change a comment';
  return undefined;
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
