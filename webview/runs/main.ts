import { openChannel } from '../../src/shared/rpc';
import './runs.css';
import { readArrangement, type Arrangement, type RunsHost, type RunsView } from '../../src/shared/runs-protocol';
import { registerControls } from './controls';
import { Page } from './page';

declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: Arrangement): void;
};

registerControls();

const host = acquireVsCodeApi();
const channel = openChannel<RunsView, RunsHost>(
  {
    post: (message) => host.postMessage(message),
    listen(receive) {
      const hear = ({ data }: MessageEvent<unknown>): void => receive(data);
      window.addEventListener('message', hear);
      return () => window.removeEventListener('message', hear);
    },
  },
  {},
);
const root = document.getElementById('root') ?? document.body;
void new Page(root, readArrangement(host.getState()), channel, (arrangement) => host.setState(arrangement)).start();
