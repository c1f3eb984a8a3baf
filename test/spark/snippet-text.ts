/** Reads the text of a VS Code snippet (TextMate grammar: tab stops, placeholders, choices, variables) and fills it in. */

type Node =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'stop';
      readonly number: number;
      readonly content: readonly Node[];
      readonly choices?: readonly string[];
    }
  | { readonly kind: 'variable'; readonly name: string; readonly content: readonly Node[] };

/** A place that a person fills in. */
export interface TabStop {
  readonly number: number;
  readonly value: string;
  readonly choices: readonly string[];
}

class Reader {
  private at = 0;

  constructor(private readonly source: string) {}

  /** @param closing true inside a placeholder, which a `}` ends. */
  nodes(closing: boolean): Node[] {
    const found: Node[] = [];
    let text = '';
    const flush = () => {
      if (text) found.push({ kind: 'text', text });
      text = '';
    };
    while (this.at < this.source.length) {
      const char = this.source[this.at]!;
      if (closing && char === '}') break;
      const escaped = char === '\\' && '$}\\'.includes(this.source[this.at + 1] ?? ' ');
      const node = char === '$' ? this.dollar() : undefined;
      if (node) {
        flush();
        found.push(node);
      } else {
        text += escaped ? this.source[this.at + 1]! : char;
        this.at += escaped ? 2 : 1;
      }
    }
    flush();
    return found;
  }

  /** What a `$` begins, or `undefined` when it is just a dollar sign. */
  private dollar(): Node | undefined {
    const name = this.match(/\$(\d+|[A-Za-z_]\w*)/y);
    if (name) return this.named(name, []);
    const start = this.at;
    const braced = this.match(/\$\{(\d+|[A-Za-z_]\w*)/y);
    if (!braced) return undefined;
    const next = this.source[this.at];
    if (next === '|') return { kind: 'stop', number: Number(braced), content: [], choices: this.choices() };
    if (next === '/') throw new Error(`A transform at offset ${start}: not supported here.`);
    let content: Node[] = [];
    if (next === ':') {
      this.at += 1;
      content = this.nodes(true);
    }
    if (this.source[this.at] !== '}') throw new Error(`A placeholder at offset ${start} is not closed.`);
    this.at += 1;
    return this.named(braced, content);
  }

  private named(name: string, content: readonly Node[]): Node {
    return /^\d/.test(name) ? { kind: 'stop', number: Number(name), content } : { kind: 'variable', name, content };
  }

  private choices(): string[] {
    const body = this.match(/\|((?:\\[\\,|]|[^\\|])*)\|\}/y);
    if (body === undefined) throw new Error(`A choice at offset ${this.at} is not closed.`);
    return (body.match(/(?:\\.|[^,\\])+/g) ?? []).map((choice) => choice.replace(/\\([\\,|])/g, '$1'));
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    if (found) this.at = pattern.lastIndex;
    return found?.[1];
  }
}

/** A snippet's text, read once. */
export class SnippetText {
  private readonly nodes: readonly Node[];
  private readonly byNumber = new Map<number, TabStop>();

  constructor(source: string) {
    this.nodes = new Reader(source).nodes(false);
    this.collect(this.nodes);
  }

  /** In the order in which a person visits them; `$0`, where the cursor ends up, is not among them. */
  get stops(): TabStop[] {
    return [...this.byNumber.values()].filter((stop) => stop.number > 0).sort((a, b) => a.number - b.number);
  }

  /** The code after each tab stop got its value: the given one, else its default (of a choice: the first). */
  fill(values: Readonly<Record<number, string>> = {}): string {
    for (const number of Object.keys(values)) {
      if (!this.byNumber.has(Number(number))) throw new Error(`The snippet has no tab stop ${number}.`);
    }
    return this.render(this.nodes, (number) => values[number] ?? this.byNumber.get(number)?.value ?? '');
  }

  /** As in the editor, the first place that says something decides for all places with the same number. */
  private collect(nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (node.kind === 'text') continue;
      this.collect(node.content);
      if (node.kind === 'variable') continue;
      const choices = node.choices ?? [];
      const value = choices[0] ?? this.render(node.content, (number) => this.byNumber.get(number)?.value ?? '');
      if (!this.byNumber.get(node.number)?.value)
        this.byNumber.set(node.number, { number: node.number, value, choices });
    }
  }

  private render(nodes: readonly Node[], valueOf: (number: number) => string): string {
    return nodes
      .map((node) => {
        if (node.kind === 'text') return node.text;
        if (node.kind === 'stop') return valueOf(node.number);
        return node.content.length > 0 ? this.render(node.content, valueOf) : node.name;
      })
      .join('');
  }
}
