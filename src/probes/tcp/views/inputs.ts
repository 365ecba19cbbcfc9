import type { Input } from '../../../splunk/views/definition';

export const directionChoice = (value: string): Input => ({
  type: 'input.dropdown', title: 'Direction', token: 'direction', value, choices: [['Both', '*'], ['Outbound', 'outbound'], ['Inbound', 'inbound']],
});

/** The choice of a direction, for links from views that are about one; a view that passes it on has it among its tokens. */
export const directions = { outbound: 'outbound', inbound: 'inbound' } as const;
