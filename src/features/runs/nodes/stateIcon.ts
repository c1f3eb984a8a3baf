import { ThemeColor, ThemeIcon } from 'vscode';
import type { StateKind } from '../../../shared/runs-protocol';

const ICONS: Readonly<Record<StateKind, readonly [icon: string, color?: string]>> = {
  waiting: ['clock'],
  running: ['sync~spin', 'progressBar.background'],
  succeeded: ['pass', 'charts.green'],
  warning: ['warning', 'list.warningForeground'],
  failed: ['error', 'testing.iconFailed'],
  cancelled: ['circle-slash'],
  skipped: ['debug-step-over'],
  unknown: ['question'],
};

/** The icon of a state. Each has its own shape; the colour only repeats it. */
export function stateIcon(kind: StateKind): ThemeIcon {
  const [icon, color] = ICONS[kind];
  return new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color));
}
