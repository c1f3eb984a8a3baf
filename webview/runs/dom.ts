/** Makes an element. Strings become text nodes, so data can never become markup. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes?: Readonly<Record<string, string>>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K];
export function el(
  tag: string,
  attributes?: Readonly<Record<string, string>>,
  ...children: readonly (Node | string)[]
): HTMLElement;
export function el(
  tag: string,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Sets the text of an element, touching the page only when it changed. */
export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** A button of the toolkit. */
export function button(label: string, run: () => void, appearance: 'primary' | 'secondary' = 'secondary'): HTMLElement {
  const element = el('vscode-button', { appearance }, label);
  element.addEventListener('click', run);
  return element;
}

/** A plain button, for places where one stands in every row. */
export function rowButton(label: string, run: () => void): HTMLButtonElement {
  const element = el('button', { type: 'button', class: 'link' }, label);
  element.addEventListener('click', run);
  return element;
}

/** Hands out `render(value)` again only when the value changed, so that focus, selection and scroll places stay. */
export function memo<T>(host: HTMLElement, render: (value: T) => readonly Node[]): (value: T) => void {
  let last: string | undefined;
  return (value) => {
    const now = JSON.stringify(value) ?? '';
    if (now === last) return;
    last = now;
    host.replaceChildren(...render(value));
  };
}
