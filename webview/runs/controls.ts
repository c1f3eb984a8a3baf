import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

/** Registers the form controls of the view. The only file that knows the toolkit; everything else is plain HTML. */
export function registerControls(): void {
  // One call: the toolkit wires components to each other only when they are registered together.
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption(), vsCodeTextField());
}

/** An element whose value can be read: the toolkit's text field and dropdown. */
export interface ValueElement extends HTMLElement {
  value: string;
}
