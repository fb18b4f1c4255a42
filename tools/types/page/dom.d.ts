// What core/dom.js finds: by a tag's name its own kind of element, else the kind that was asked for.
type Tags = HTMLElementTagNameMap;
type Kind<T> = abstract new (...of: never[]) => T;

type Find = {
  <K extends keyof Tags>(root: ParentNode & Node, selector: K): Tags[K];
  <T extends Element = HTMLElement>(root: ParentNode & Node, selector: string, kind?: Kind<T>): T;
};
type FindAll = {
  <K extends keyof Tags>(root: ParentNode, selector: K): Tags[K][];
  <T extends Element = HTMLElement>(root: ParentNode, selector: string, kind?: Kind<T>): T[];
};
type FindAround = {
  <K extends keyof Tags>(event: { target: EventTarget | null }, selector: K): Tags[K] | null;
  <T extends Element = HTMLElement>(event: { target: EventTarget | null }, selector: string, kind?: Kind<T>): T | null;
};
type FindField = <T = HTMLInputElement>(form: HTMLFormElement, name: string, kind?: Kind<T>) => T;
