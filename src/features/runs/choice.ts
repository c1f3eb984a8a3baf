import type { Memento } from 'vscode';

/** Where a connection comes from. Carries no secret, so that it can be remembered. */
export type Choice =
  | { readonly kind: 'demo' }
  | { readonly kind: 'profile'; readonly profile: string }
  | { readonly kind: 'environment' }
  | { readonly kind: 'bundle'; readonly file: string }
  | { readonly kind: 'token'; readonly host: string };

/** How a choice is called in sentences and lists. */
export function choiceLabel(choice: Choice): string {
  switch (choice.kind) {
    case 'demo':
      return 'Demo workspace';
    case 'profile':
      return `Profile ${choice.profile}`;
    case 'environment':
      return 'Environment';
    case 'bundle':
      return 'databricks.yml';
    case 'token':
      return 'Access token';
  }
}

/** A choice that takes its host from a file of the workspace folder: only for folders that the user trusts. */
export function needsTrust(choice: Choice): boolean {
  return choice.kind === 'bundle';
}

const KEY = 'lakelint.runs.choice';

/** The choice of this workspace folder, remembered between two windows. */
export class RememberedChoice {
  constructor(private readonly memento: Memento) {}

  get(): Choice | undefined {
    return readChoice(this.memento.get(KEY));
  }

  async set(choice: Choice | undefined): Promise<void> {
    await this.memento.update(KEY, choice);
  }
}

/** A choice out of anything: what was kept may come from another version. */
export function readChoice(raw: unknown): Choice | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { kind, profile, file, host } = raw as Record<string, unknown>;
  if (kind === 'demo' || kind === 'environment') return { kind };
  if (kind === 'profile' && typeof profile === 'string') return { kind, profile };
  if (kind === 'bundle' && typeof file === 'string') return { kind, file };
  if (kind === 'token' && typeof host === 'string') return { kind, host };
  return undefined;
}
