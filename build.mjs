// node build.mjs [STEP]: what the product is made of, in order. Each step is a small file in steps/, and is left out
// when nothing that it depends on has changed. With a STEP, stops after it.
import { buildBpf } from './steps/bpf.mjs';
import { buildBundle } from './steps/bundle.mjs';
import { buildExecutable } from './steps/executable.mjs';
import { main } from './steps/failure.mjs';
import { buildLibbpf } from './steps/libbpf.mjs';
import { buildSamples } from './steps/samples.mjs';

const steps = {
  libbpf: buildLibbpf, // build/libbpf/libbpf.so
  bpf: buildBpf, // build/bpf/ebpf_trace.bpf.o
  samples: buildSamples, // src/generated/samples.ts, from the object's BTF
  bundle: buildBundle, // build/main.cjs
  executable: buildExecutable, // build/executable/ebpf_trace
};

await main(async () => {
  const last = process.argv[2];
  for (const [name, work] of Object.entries(steps)) {
    await work();
    if (name === last) break;
  }
});
