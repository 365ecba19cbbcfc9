// node build.mjs [STEP] [--check]: what the product is made of, in order. Each step is a small file in steps/, and is
// left out when nothing that it depends on has changed. With a STEP, stops after it; with --check, a generated file
// that is committed but no longer right is an error.
import { buildAddon } from './steps/addon.mjs';
import { buildApp } from './steps/app.mjs';
import { buildBpf } from './steps/bpf.mjs';
import { buildBundle } from './steps/bundle.mjs';
import { buildEvents } from './steps/events.mjs';
import { buildExecutable } from './steps/executable.mjs';
import { main } from './steps/failure.mjs';
import { buildKnowledge } from './steps/knowledge_docs.mjs';
import { buildLibbpf } from './steps/libbpf.mjs';
import { buildPackagesDocs } from './steps/packages_docs.mjs';
import { buildPrivacyDocs } from './steps/privacy_docs.mjs';
import { buildPrograms } from './steps/programs.mjs';
import { buildSamples } from './steps/samples.mjs';
import { buildSettingsDocs } from './steps/settings_docs.mjs';
import { buildSpl } from './steps/spl.mjs';
import { buildViewsDocs } from './steps/views_docs.mjs';

const steps = {
  libbpf: buildLibbpf, // build/libbpf/libbpf.so
  bpf: buildBpf, // build/bpf/ebpf_trace.bpf.o
  samples: buildSamples, // src/generated/samples.ts, from the object's BTF
  programs: buildPrograms, // src/generated/programs.ts, from the object's relocations
  events: buildEvents, // docs/events.md, from the probes' fields
  knowledge: buildKnowledge, // docs/knowledge.md, docs/searches.md and docs/detections.md, from the knowledge objects
  views: buildViewsDocs, // docs/dashboards.md, from the views
  settings: buildSettingsDocs, // docs/settings.md, from the list of arguments
  privacy: buildPrivacyDocs, // docs/privacy.md, from what the probes reveal
  packages: buildPackagesDocs, // docs/packages.md, from the packages' parts
  bundle: buildBundle, // build/main.cjs
  executable: buildExecutable, // build/executable/ebpf_trace
  addon: buildAddon, // build/TA_ebpf_trace/, the folder of the input as installed
  app: buildApp, // build/ebpf_trace/, that of the app for search
  spl: buildSpl, // build/TA_ebpf_trace-<version>-linux_x86_64.spl and build/ebpf_trace-<version>.spl
};

await main(async () => {
  const last = process.argv.slice(2).find((argument) => !argument.startsWith('-'));
  for (const [name, work] of Object.entries(steps)) {
    await work();
    if (name === last) break;
  }
});
