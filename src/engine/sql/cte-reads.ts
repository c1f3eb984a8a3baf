import { cteOf } from './names';
import type { Cte, Query, Relation, Select } from './nodes';
import { isAggregate } from './sizes';
import type { Statement } from './tree';
import { queriesOf, relationsOf, type QueryUse } from './walk';

/** A CTE, and what its rows cost. */
export interface CteUse {
  readonly cte: Cte;
  /** How often the statement reads it. */
  readonly reads: number;
  /** It joins or groups rows, itself or in a CTE that it reads. */
  readonly isCostly: boolean;
  /** It reads a stored table or a file, itself or through another CTE. */
  readonly readsTables: boolean;
}

interface Draft {
  readonly cte: Cte;
  reads: number;
  isCostly: boolean;
  readsTables: boolean;
  /** The CTEs that it reads. */
  readonly from: Set<Cte>;
}

/** True when a SELECT puts rows of two relations together, or several rows into one. */
function joinsOrGroups(select: Select): boolean {
  if (select.groupBy || select.distinct || isAggregate(select)) return true;
  const isRows = ({ kind }: Relation) => kind === 'table' || kind === 'subquery' || kind === 'group';
  return select.sources.some(({ join, relation }) => join && isRows(relation));
}

/** The CTE in whose text a query stands, the innermost. */
function enclosing(use: QueryUse, owners: ReadonlyMap<Query, Cte>): Cte | undefined {
  for (let at: QueryUse | undefined = use; at; at = at.parent) {
    const owner = owners.get(at.query);
    if (owner) return owner;
  }
  return undefined;
}

/** The CTEs of a statement, inner ones and those that others read first. */
export function cteUses(statement: Statement): CteUse[] {
  const owners = new Map<Query, Cte>();
  const drafts = new Map<Cte, Draft>();
  for (const use of queriesOf(statement)) {
    for (const cte of use.query.ctes) {
      owners.set(cte.query, cte);
      drafts.set(cte, { cte, reads: 0, isCostly: false, readsTables: false, from: new Set() });
    }
    if (drafts.size > 0) addQuery(use, drafts, drafts.get(enclosing(use, owners)!));
  }
  const list = [...drafts.values()].sort((a, b) => a.cte.to - b.cte.to);
  for (const draft of list) {
    for (const cte of draft.from) {
      draft.isCostly ||= drafts.get(cte)!.isCostly;
      draft.readsTables ||= drafts.get(cte)!.readsTables;
    }
  }
  return list;
}

/** Adds what the SELECTs of one query read; `inside`: the CTE that the query stands in. */
function addQuery({ query, ctes }: QueryUse, drafts: ReadonlyMap<Cte, Draft>, inside: Draft | undefined): void {
  const bodies = query.body.kind === 'set' ? query.body.operands : [query.body];
  for (const body of bodies) {
    if (body.kind !== 'select') continue;
    if (inside && joinsOrGroups(body)) inside.isCostly = true;
    for (const relation of relationsOf(body.sources)) {
      if (relation.kind !== 'table') continue;
      const cte = cteOf(relation, ctes);
      const draft = cte && drafts.get(cte);
      if (draft) {
        draft.reads++;
        inside?.from.add(draft.cte);
      } else if (inside) inside.readsTables = true;
    }
  }
}
