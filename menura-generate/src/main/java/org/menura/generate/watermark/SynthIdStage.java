package org.menura.generate.watermark;

import org.menura.generate.sample.Candidates;
import org.menura.generate.sample.SamplingStage;
import org.menura.generate.sample.SamplingState;
import org.menura.generate.sample.TokenHistory;

/** Changes the logits as {@link SynthIdWatermark}'s tournament does, in float32 as transformers computes. */
record SynthIdStage(SynthIdWatermark mark) implements SamplingStage {
    /** What is kept between tokens. */
    private static final class Memory {
        private final SynthIdWatermark.Marks marks;
        private SeenContexts contexts;
        private long[] values = {};
        private float[] probs = {};

        private Memory(SynthIdWatermark mark, SeenContexts contexts) {
            this.marks = mark.marks();
            this.contexts = contexts;
        }
    }

    @Override
    public void apply(Candidates candidates, SamplingState state) {
        TokenHistory history = state.history();
        int place = history.size();
        if (place - state.begin() < skipped()) {
            return;
        }
        Memory memory = memory(state);
        int begin = state.begin();
        long context = contextHash(history, begin, place);
        if (!memory.contexts.repeat(history, context, (tokens, at) -> contextHash(tokens, begin, at))) {
            compete(candidates, context, memory);
        }
    }

    private int skipped() {
        return mark.skipsFirst() ? mark.ngramLength() - 1 : 0;
    }

    /** Hashes the last sampled tokens; those that lack are zeros. */
    private long contextHash(TokenHistory history, int begin, int place) {
        long hash = TokenHash.EMPTY;
        for (int i = place - mark.ngramLength() + 1; i < place; i++) {
            hash = TokenHash.add(hash, i < begin ? 0 : history.fromEnd(history.size() - 1 - i));
        }
        return hash;
    }

    private Memory memory(SamplingState state) {
        if (!(state.memory() instanceof Memory memory)) {
            Memory made = new Memory(mark, contexts(state));
            state.setMemory(made);
            return made;
        }
        if (!memory.contexts.areOf(state)) {
            memory.contexts = contexts(state);
        }
        return memory;
    }

    private SeenContexts contexts(SamplingState state) {
        return new SeenContexts(state.begin(), skipped(), mark.historySize());
    }

    private void compete(Candidates candidates, long context, Memory memory) {
        int size = candidates.size();
        if (memory.values.length < size) {
            memory.values = new long[size];
            memory.probs = new float[size];
        }
        long[] values = memory.values;
        float[] probs = memory.probs;
        candidates.softmax();
        for (int i = 0; i < size; i++) {
            values[i] = memory.marks.of(context, candidates.id(i));
            probs[i] = candidates.prob(i);
        }
        for (int d = 0; d < mark.depth(); d++) {
            double sum = 0;
            for (int i = 0; i < size; i++) {
                sum += (values[i] >>> d & 1) * (double) probs[i];
            }
            float mass = (float) sum;
            float one = 2 - mass;
            float zero = 1 - mass;
            for (int i = 0; i < size; i++) {
                probs[i] *= (values[i] >>> d & 1) != 0 ? one : zero;
            }
        }
        for (int i = 0; i < size; i++) {
            float log = (float) StrictMath.log(probs[i]);
            candidates.setLogit(i, Float.isFinite(log) ? log : -Float.MAX_VALUE);
        }
    }
}
