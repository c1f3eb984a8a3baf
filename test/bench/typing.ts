/** One keystroke: a character that is put in, and where. */
export interface Keystroke {
  readonly at: number;
  readonly insert: string;
  readonly kind: 'Python cell' | 'SQL cell';
}

const typed = {
  'Python cell': '\nextra = df.withColumn("x", F.col("y")).collect()',
  'SQL cell': " AND c.name = NULL OR d.country <> 'AT'",
};

/**
 * Somebody types a line into cells all over the notebook, one character after the other. Each keystroke counts in the
 * text that the ones before it have left.
 */
export function* keystrokes(text: string, places: number): Generator<Keystroke> {
  const ends = {
    'Python cell': findAll(text, '.drop("rank")'),
    'SQL cell': findAll(text, "IN ('DE', 'FR', 'IT')"),
  };
  let grown = 0;
  const order = (['Python cell', 'SQL cell'] as const)
    .flatMap((kind) => spread(ends[kind], places).map((at) => ({ kind, at })))
    .sort((a, b) => a.at - b.at);
  for (const { kind, at } of order) for (const insert of typed[kind]) yield { kind, insert, at: at + grown++ };
}

export function applyTo(text: string, { at, insert }: Keystroke): string {
  return text.slice(0, at) + insert + text.slice(at);
}

/** Offsets just behind each occurrence. */
function findAll(text: string, word: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) found.push(at + word.length);
  return found;
}

function spread(values: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, i) => values[Math.floor(((i + 0.5) * values.length) / count)]!);
}
