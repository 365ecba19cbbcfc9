import type { Input } from '../../../splunk/views/definition';
import { anyText } from '../../../splunk/views/inputs';

export const peerText = anyText('peer', 'Peer address (* = any)');
/** The port that listens, whoever opened the connection. */
export const portText = anyText('port', 'Service port (* = any)');

export const directionChoice = (value: string): Input => ({
  type: 'input.dropdown', title: 'Direction', token: 'direction', value, choices: [['Both', '*'], ['Outbound', 'outbound'], ['Inbound', 'inbound']],
});

export const outcomeChoice: Input = {
  type: 'input.dropdown', title: 'Outcome', token: 'outcome', value: '*', choices: [['All', '*'], ['Established', 'established'], ['Failed', 'failed']],
};

/** The choice of an outcome, for links that are about failures, as directions. */
export const outcomes = { failed: 'failed' } as const;

/** The choice of a direction, for links from views that are about one; a view that passes it on has it among its tokens. */
export const directions = { outbound: 'outbound', inbound: 'inbound' } as const;
