/**
 * What CIM asks of the data sets that probes declare. Required, values and conditions are those of Splunk's own test of
 * add-ons (pytest-splunk-addon, data_models/Network_Traffic.json and Endpoint.json).
 */
import type { CimDataset, CimField } from './knowledge_objects';

const must = (name: string, type: CimField['type'] = 'string', values?: readonly string[]): CimField =>
  ({ name, type, required: true, ...(values && { values }) });
const may = (name: string, type: CimField['type'] = 'string', values?: readonly string[]): CimField =>
  ({ ...must(name, type, values), required: false });

export const networkTraffic: CimDataset = {
  name: 'Network_Traffic.All_Traffic',
  tags: ['network', 'communicate'],
  fields: [
    must('action', 'string', ['allowed', 'blocked', 'teardown', 'flow']),
    must('app'),
    may('bytes', 'number'), may('bytes_in', 'number'), may('bytes_out', 'number'),
    must('dest'), may('dest_ip'), must('dest_port', 'number'),
    may('direction', 'string', ['inbound', 'outbound']),
    may('duration', 'number'),
    must('dvc'),
    may('flow_id'),
    may('packets', 'number'), may('packets_in', 'number'), may('packets_out', 'number'),
    may('process_id', 'number'),
    must('protocol', 'string', ['ip']),
    must('protocol_version', 'string', ['ipv4', 'ipv6']),
    may('response_time', 'number'),
    must('src'), may('src_ip'), must('src_port', 'number'),
    must('transport', 'string', ['tcp']),
    may('user'),
    must('vendor_product'),
  ],
};

export const endpointPorts: CimDataset = {
  name: 'Endpoint.Ports',
  tags: ['listening', 'port'],
  fields: [
    must('dest'), must('dest_port', 'number'),
    may('process_id', 'number'),
    must('src'), must('src_port', 'number'),
    must('state', 'string', ['listening']),
    must('transport', 'string', ['tcp']),
    must('transport_dest_port'),
    may('user'),
    must('vendor_product'),
  ],
};

/** Here, too, what published detections group by is there in any case. */
export const endpointFilesystem: CimDataset = {
  name: 'Endpoint.Filesystem',
  tags: ['endpoint', 'filesystem'],
  fields: [
    must('action', 'string', ['acl_modified', 'created', 'deleted', 'modified', 'read']),
    must('dest'), must('dvc'),
    must('file_access_time'), must('file_acl'), must('file_create_time'), must('file_hash'), must('file_modify_time'), must('file_name'), must('file_path'), must('file_size', 'number'),
    must('process_guid'), must('process_id', 'number'), may('process_name'), must('process_path'),
    may('user'),
    must('vendor_product'),
  ],
};

/** Also the fields that CIM's own model does not fill and that published detections group by: one that is absent, and none of them fires. */
export const endpointProcesses: CimDataset = {
  name: 'Endpoint.Processes',
  tags: ['process', 'report'],
  fields: [
    must('action', 'string', ['allowed', 'blocked', 'deferred']),
    must('dest'), must('dvc'), must('os'),
    may('parent_process'), must('parent_process_exec'), must('parent_process_guid'), must('parent_process_id', 'number'), must('parent_process_name'),
    must('parent_process_path'),
    may('process'), may('process_current_directory'), must('process_exec'), must('process_guid'), must('process_hash'), must('process_id', 'number'),
    must('process_integrity_level', 'string', ['high', 'medium']), must('process_name'), must('process_path'),
    may('user'), must('user_id', 'number'),
    must('vendor_product'),
  ],
};
