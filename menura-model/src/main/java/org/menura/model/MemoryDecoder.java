package org.menura.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.tensor.Backend;
import org.menura.tensor.KvCache;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/** A decoder with cross-attention to what an encoder returned. */
public interface MemoryDecoder extends Model {
    /** The keys and values of the decoder's cross-attention, computed from what was encoded. Serves one thread at a time. */
    final class Memory {
        private final List<Tensor> keys;
        private final List<Tensor> values;
        private final Segments segments;
        private final Map<Integer, KvCache[]> caches = new HashMap<>();

        /**
         * Creates a memory.
         *
         * @param keys for each decoder layer, [rows, heads, headDim]
         * @param values for each decoder layer, [rows, heads, headDim]
         * @param segments rows per sequence
         */
        public Memory(List<Tensor> keys, List<Tensor> values, Segments segments) {
            this.keys = List.copyOf(keys);
            this.values = List.copyOf(values);
            this.segments = segments;
        }

        /** Returns the keys of each decoder layer, [rows, heads, headDim]. */
        public List<Tensor> keys() {
            return keys;
        }

        /** Returns the values of each decoder layer, [rows, heads, headDim]. */
        public List<Tensor> values() {
            return values;
        }

        /** Returns the rows per sequence. */
        public Segments segments() {
            return segments;
        }

        /**
         * Returns the KV caches of a layer, one per sequence, in which keys and values lie as single queries read them
         * fastest. They are empty at first; whoever decodes first appends the keys and values.
         */
        public KvCache[] caches(int layer) {
            return caches.computeIfAbsent(layer, i -> {
                Tensor k = keys.get(i);
                KvCache[] out = new KvCache[segments.count()];
                Arrays.setAll(
                        out,
                        _ -> new KvCache(
                                DType.F32, k.dim(1), k.dim(2), values.get(i).dim(2), 0));
                return out;
            });
        }
    }

    /** Computes the cross-attention's keys and values of what an encoder returned, [rows, hidden]. */
    Memory remember(Tensor encoded, Segments segments);

    /**
     * Computes the logits of the token after each row of the step.
     *
     * @param memory keys and values of what was encoded, one sequence for each of the step's, or one for all of them
     * @return [rows, vocabulary]
     */
    Tensor decode(ForwardBatch step, Memory memory);

    /** Returns the specs of the state that the decoder keeps for each sequence. */
    List<StateSpec> states();

    /** Returns the number of token ids. */
    int vocabulary();

    /** Returns the id of the token that a written sequence starts with. */
    int startId();

    /** Returns the backend that the model computes with. */
    Backend ops();

    /** Creates the state of a sequence of which nothing is written yet. */
    default SequenceState newState() {
        return SequenceState.of(states());
    }
}
