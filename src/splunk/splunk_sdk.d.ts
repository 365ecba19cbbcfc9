/** The part of splunk-sdk 2.0.2 (npm) that is used; it has no types of its own. */
declare module 'splunk-sdk/lib/http' {
  import type { Answer } from 'splunk-sdk/lib/service';

  interface Message {
    readonly method: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  }

  interface HttpClass {
    new (): object;
    extend(properties: {
      makeRequest: (url: string, message: Message) => Promise<Answer>;
      parseJson: (text: string) => unknown;
    }): HttpClass;
  }

  const Http: HttpClass;
  export default Http;
}

declare module 'splunk-sdk/lib/service' {
  /** What a request resolves to, and from status 400 on rejects with. */
  interface Answer {
    readonly response: { readonly headers: Readonly<Record<string, string | string[] | undefined>> };
    readonly status: number;
    readonly data: unknown;
    readonly error: unknown;
  }

  class Service {
    constructor(http: object, parameters: Readonly<Record<string, string | boolean>>);
    getInfo(): Promise<true>;
    get(path: string, parameters: Readonly<Record<string, string>>): Promise<Answer>;
    oneshotSearch(query: string, parameters: Readonly<Record<string, string>>): Promise<unknown>;
  }
  export default Service;
  export type { Answer };
}
