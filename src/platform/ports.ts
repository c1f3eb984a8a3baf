/** The language server, as other features see it. Both wait until it runs. */
export interface ServerPort {
  request<T>(method: string, params: unknown): Promise<T>;
  notify(method: string, params: unknown): Promise<void>;
}

/**
 * What one feature offers the others, so that none has to know another. A port is filled when its feature starts and asked when
 * somebody needs it; it may be missing.
 */
export interface Ports {
  server?: ServerPort;
  /** What the language server is told when it starts, beyond what its feature tells it. */
  serverStartsWith?: () => object;
}
