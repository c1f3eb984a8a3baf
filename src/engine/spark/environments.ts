import type { Expr, Str } from '../python/ast';
import { unwrap } from '../python/ast';
import type { PythonFacts } from '../python/facts';

/** A part of a text that belongs to one person, workspace or environment. */
export interface Bound {
  /** In words, with the text itself: `the folder of one person`. */
  readonly what: string;
  /** What tells it from others of its kind. */
  readonly key: string;
}

const HINT = /users\/|databricks/i;
const FOLDER = /(?:^|[^\w])((?:\/Workspace)?\/(?:Users|Repos)\/[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/i;
const HOST =
  /\b(adb-\d{12,}\.\d+\.azuredatabricks\.net|dbc-[0-9a-f]{6,}-[0-9a-f]{2,}\.cloud\.databricks\.com|\d{12,}\.\d+\.gcp\.databricks\.com)\b/i;
/** Names and numbers that documentation uses. */
const PLACEHOLDER =
  /@(example|company|domain|email|mail|test|my\w*|your\w*|contoso)\.|some\.?one@|user(name)?@|first\.last|adb-1234567890|adb-0+\b|dbc-(a1b2|1234|0000|x+)/i;

/** The personal folder or the workspace host in a text, if there is one. */
export function boundText(text: string): Bound | undefined {
  if (!HINT.test(text) || text.length > 20_000) return undefined;
  const folder = FOLDER.exec(text)?.[1];
  if (folder && !PLACEHOLDER.test(folder)) return { what: `\`${folder}\` is the folder of one person`, key: folder };
  const host = HOST.exec(text)?.[1];
  return host && !PLACEHOLDER.test(host) ? { what: `\`${host}\` is one workspace`, key: host } : undefined;
}

/** Strings of code that stand for themselves: no docstrings, and no values that only count when nobody gives another. */
export function* ownStrings(facts: PythonFacts): Generator<Str> {
  for (const { str } of facts.strings) {
    let at = str.parent;
    while (at && /^(Paren|Binary|Conditional)$/.test(at.type)) at = at.parent;
    if (at?.type === 'ExprStmt' || (at?.type === 'Call' && isDefault(unwrap(at.func)))) continue;
    yield str;
  }
}

/** `dbutils.widgets.text("host", "…")`, `os.getenv("HOST", "…")`, `parser.add_argument("--host", default="…")`. */
function isDefault(func: Expr): boolean {
  const name = func.type === 'Attribute' ? func.name : func.type === 'Name' ? func.id : '';
  return /^(text|dropdown|combobox|multiselect|get|getenv|add_argument|option|Field|Argument|Option|print)$/.test(name);
}
