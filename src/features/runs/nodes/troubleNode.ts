import type { Trouble } from '../../../shared/runs-protocol';
import { MessageNode } from './messageNode';

/** What went wrong under a node, with a click that leads on. */
export function troubleNode(parent: string, { message, advice, steps }: Trouble): MessageNode {
  const command =
    steps[0] === 'connect'
      ? { command: 'lakelint.runs.connect', title: 'Choose a connection' }
      : { command: 'lakelint.runs.refresh', title: 'Try again' };
  return new MessageNode(parent, message, 'error', { advice, command });
}
