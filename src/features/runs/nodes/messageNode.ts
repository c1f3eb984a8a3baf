import { ThemeIcon, TreeItem, type Command } from 'vscode';
import type { Node } from './node';

/** A sentence in place of data: still loading, nothing there, or what went wrong, with the next step one click away. */
export class MessageNode implements Node {
  readonly id: string;

  constructor(
    parent: string,
    private readonly text: string,
    private readonly icon: 'info' | 'loading~spin' | 'error' | 'history',
    private readonly next?: { readonly advice: string; readonly command: Command },
  ) {
    this.id = `${parent}/message`;
  }

  item(): TreeItem {
    const item = new TreeItem(this.text);
    item.id = this.id;
    item.iconPath = new ThemeIcon(this.icon);
    item.tooltip = this.next ? `${this.text} ${this.next.advice}` : this.text;
    item.description = this.next?.advice;
    item.command = this.next?.command;
    return item;
  }
}
