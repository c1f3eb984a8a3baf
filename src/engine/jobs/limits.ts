/** Bundles and jobs are small and flat. Beyond these the parsers take seconds, or more stack than there is. */
const LONGEST = 1_000_000;

/** Deeper than anybody nests by hand. */
export const DEEPEST = 100;

/** Why a text is not read at all; nothing for one that is. */
export function tooLarge(text: string): string | undefined {
  return text.length > LONGEST || isDeep(text) ? 'larger or deeper than job definitions are' : undefined;
}

/** Whether brackets nest too deep. Brackets in strings count too; there they mostly come in pairs. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[{}\]]/g)) {
    depth = bracket === '[' || bracket === '{' ? depth + 1 : Math.max(0, depth - 1);
    if (depth > DEEPEST) return true;
  }
  return false;
}
