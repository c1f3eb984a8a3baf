import type { SecretStorage } from 'vscode';

/** Access tokens that a person typed, one for each workspace host. They live in the editor's secret storage and nowhere else. */
export class TokenStore {
  constructor(private readonly storage: SecretStorage) {}

  /** The token kept for a host. */
  async get(host: string): Promise<string | undefined> {
    return this.storage.get(keyOf(host));
  }

  /** Keeps a token for a host, in place of the one before. */
  async set(host: string, token: string): Promise<void> {
    await this.storage.store(keyOf(host), token);
  }

  /** Forgets the token of a host. */
  async delete(host: string): Promise<void> {
    await this.storage.delete(keyOf(host));
  }
}

function keyOf(host: string): string {
  return `lakelint.token:${host.toLowerCase()}`;
}
