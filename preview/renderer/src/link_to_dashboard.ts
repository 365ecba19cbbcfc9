/**
 * The drilldown to another view, which Splunk Web adds to its renderer and npm has not: options app, dashboard, newTab
 * and tokens, an array of {token, value} whose value is the bare name of a token of here or of the click, as
 * row.dest.value, or text.
 */
import { tokenOf } from './tokens';

interface Click {
  readonly type: string;
  readonly payload?: Readonly<Record<string, unknown>>;
}

interface Options {
  readonly app?: string;
  readonly dashboard?: string;
  readonly newTab?: boolean;
  readonly events?: readonly string[];
  readonly fields?: readonly string[];
  readonly tokens?: readonly { readonly token: string; readonly value: string }[];
}

export class LinkToDashboard {
  readonly #options: Options;

  constructor(options: Options = {}) {
    this.#options = options;
  }

  canHandle = ({ type, payload }: Click): boolean => {
    const { dashboard, events, fields } = this.#options;
    const isWanted = (names: readonly string[] | undefined, name: unknown): boolean => !names?.length || names.includes(String(name));
    return dashboard !== undefined && type.endsWith('.click') && isWanted(events, type) && isWanted(fields, payload?.['name']);
  };

  handle = async ({ payload }: Click): Promise<object[]> => {
    const { app, dashboard, newTab, tokens = [] } = this.#options;
    const query = new URLSearchParams();
    for (const { token, value } of tokens) {
      for (const one of [payload?.[value] ?? tokenOf(value) ?? value].flat()) query.append(`form.${token}`, String(one));
    }
    return [{ type: 'linkTo', payload: { url: `/en-US/app/${app}/${dashboard}?${query}`, newTab } }];
  };
}
