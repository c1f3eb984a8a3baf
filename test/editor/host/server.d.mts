/** A VS Code server that runs. */
export interface Server {
  readonly url: string;
  readonly host: string;
  readonly dir: string;
  log(): string;
  workspace(folder: string): string;
  stop(): Promise<void>;
}

export const quietSettings: Readonly<Record<string, unknown>>;

export function startServer(options?: {
  extensions?: string[];
  settings?: Record<string, unknown>;
  env?: Record<string, string>;
  testDriver?: boolean;
  dir?: string;
  port?: number;
}): Promise<Server>;
