package org.menura.generate.watermark;

import java.util.Arrays;
import org.menura.generate.sample.Candidates;
import org.menura.generate.sample.SamplingStage;
import org.menura.generate.sample.SamplingState;
import org.menura.generate.sample.TokenHistory;

/** Changes the logits as {@link SynthIdWatermark}'s tournament does, in float32 as transformers computes. */
record SynthIdStage(SynthIdWatermark mark) implements SamplingStage {
    /** What is kept between tokens. */
    private static final class Memory {
        private final SynthIdWatermark.Marks marks;
        private final TorchFloats floats = new TorchFloats();
        private SeenContexts contexts;
        private long[] order = {};
        private int[] ids = {};
        private int[] positions = {};
        private long[] values = {};
        private float[] probs = {};
        private int[] places = {};
        private float[] terms = {};

        private Memory(SynthIdWatermark mark, SeenContexts contexts) {
            this.marks = mark.marks();
            this.contexts = contexts;
        }

        /** Puts the candidates in the order of ids, with their logits as {@link #probs}. */
        private int sort(Candidates candidates) {
            int size = candidates.size();
            if (ids.length < size) {
                order = new long[size];
                ids = new int[size];
                positions = new int[size];
                values = new long[size];
                probs = new float[size];
                places = new int[size];
                terms = new float[size];
            }
            boolean sorted = true;
            for (int i = 0; i < size; i++) {
                order[i] = (long) candidates.id(i) << Integer.SIZE | i;
                sorted &= i == 0 || order[i] > order[i - 1];
            }
            if (!sorted) {
                Arrays.sort(order, 0, size);
            }
            for (int i = 0; i < size; i++) {
                ids[i] = (int) (order[i] >>> Integer.SIZE);
                positions[i] = (int) order[i];
                probs[i] = candidates.logit(positions[i]);
            }
            return size;
        }

        /** The probability of the candidates to which a layer gives a one. */
        private float mass(int layer, int size, int vocabulary) {
            int count = 0;
            for (int i = 0; i < size; i++) {
                if ((values[i] >>> layer & 1) != 0) {
                    places[count] = ids[i];
                    terms[count++] = probs[i];
                }
            }
            return floats.sum(terms, places, count, vocabulary);
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
        boolean any = candidates.logit(candidates.argmax()) > Float.NEGATIVE_INFINITY;
        if (!memory.contexts.repeat(history, context, (tokens, at) -> contextHash(tokens, begin, at)) && any) {
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

    /** Sums go over the vocabulary in the order of ids, whatever order the candidates are in. */
    private void compete(Candidates candidates, long context, Memory memory) {
        int size = memory.sort(candidates);
        int vocabulary = candidates.vocabulary();
        float[] probs = memory.probs;
        memory.floats.softmax(probs, memory.ids, size, vocabulary);
        for (int i = 0; i < size; i++) {
            memory.values[i] = memory.marks.of(context, memory.ids[i]);
        }
        for (int d = 0; d < mark.depth(); d++) {
            float mass = memory.mass(d, size, vocabulary);
            float one = 2 - mass;
            float zero = 1 - mass;
            for (int i = 0; i < size; i++) {
                probs[i] *= (memory.values[i] >>> d & 1) != 0 ? one : zero;
            }
        }
        for (int i = 0; i < size; i++) {
            float log = (float) StrictMath.log(probs[i]);
            candidates.setLogit(memory.positions[i], Float.isFinite(log) ? log : -Float.MAX_VALUE);
        }
    }
}
