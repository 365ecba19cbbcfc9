/** The views as they are installed: what Splunk reads, and so what the lint, the tests and the preview read. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface DataSource {
  readonly type: string;
  readonly name?: string;
  readonly options: {
    readonly query: string;
    readonly extend?: string;
    readonly queryParameters?: { readonly earliest: string; readonly latest: string };
  };
}

export interface Handler {
  readonly type: string;
  readonly options: {
    readonly app?: string;
    readonly dashboard?: string;
    readonly tokens: readonly { readonly token: string; readonly value?: string; readonly key?: string }[];
  };
}

export interface Visualization {
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly dataSources?: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, unknown>>;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly eventHandlers?: readonly Handler[];
}

export interface InputDefinition {
  readonly type: string;
  readonly title: string;
  readonly dataSources?: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, unknown>> & { readonly token: string; readonly defaultValue: string | readonly string[] };
  readonly context?: Readonly<Record<string, unknown>>;
}

export interface Definition {
  readonly title: string;
  readonly inputs: Readonly<Record<string, InputDefinition>>;
  readonly defaults: {
    readonly dataSources: Readonly<Record<string, { readonly options: { readonly queryParameters: { readonly earliest: string; readonly latest: string } } }>>;
    readonly tokens?: { readonly default: Readonly<Record<string, { readonly value: string }>> };
  };
  readonly dataSources: Readonly<Record<string, DataSource>>;
  readonly visualizations: Readonly<Record<string, Visualization>>;
  readonly layout: {
    readonly type: string;
    readonly globalInputs: readonly string[];
    readonly structure: readonly { readonly item: string; readonly type: string; readonly position: { readonly x: number; readonly y: number; readonly w: number; readonly h: number } }[];
  };
}

export type Views = Readonly<Record<string, Definition>>;

/** @param app the app's folder as installed */
export function shippedViews(app: string): Views {
  const folder = join(app, 'default', 'data', 'ui', 'views');
  const names = readdirSync(folder).filter((name) => name.endsWith('.xml'));
  return Object.fromEntries(names.map((name) => [name.slice(0, -4), definitionOf(readFileSync(join(folder, name), 'utf8'))]));
}

export function definitionOf(xml: string): Definition {
  const json = /<definition><!\[CDATA\[([\s\S]*?)\]\]><\/definition>/.exec(xml)?.[1];
  if (json === undefined) throw new Error('a view without a definition of Dashboard Studio');
  return JSON.parse(json) as Definition;
}
