/** What the table shows of every event; behind it stands what its probe shows. */
import { clock, type Column, type Fields, word } from '../text/columns';
import { type Colour, safeText } from '../text/terminal';

export interface Row {
  /** Seconds since 1970. */
  readonly time: number;
  /** The sourcetype without `ebpf:`: what happened, where the event itself has no word for it. */
  readonly kind: string;
  readonly fields: Fields;
}

/** How the events of a kind are shown. */
export interface Shown {
  readonly columns: readonly Column<Fields>[];
  readonly colour?: (fields: Fields) => Colour | undefined;
}

/** Cells of a time of day, to the second and to the millisecond, and of a line that has room for the latter. */
const [clockCells, preciseCells, preciseFrom] = [8, 12, 100];

/** @param total cells of the line */
export const commonColumns = (total: number): readonly Column<Row>[] => [
  { title: 'TIME', align: 'left', width: total < preciseFrom ? clockCells : preciseCells, leaves: 0, text: ({ time }, width) => clock(time).slice(0, width) },
  { title: 'EVENT', align: 'left', width: 14, leaves: 0, text: ({ fields, kind }) => word(fields['event']) || safeText(kind) },
  { title: 'PID', align: 'right', width: 7, leaves: 1, text: ({ fields }) => word(fields['process_id']) },
  { title: 'PROCESS', align: 'left', width: 10, mostWidth: 15, leaves: 0, text: ({ fields }) => word(fields['process_name']) },
  { title: 'USER', align: 'left', width: 8, mostWidth: 12, leaves: 3, text: ({ fields }) => word(fields['user'] ?? fields['user_id']) },
];
