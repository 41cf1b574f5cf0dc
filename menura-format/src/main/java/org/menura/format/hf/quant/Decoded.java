package org.menura.format.hf.quant;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;
import org.menura.format.Checkpoint;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/** The decoded tensors of a checkpoint under construction: each takes the place of the first of its parts. */
final class Decoded {
    private final Stored stored;
    private final Map<String, String> partOf = new HashMap<>();
    private final Set<String> hidden = new HashSet<>();
    private final Map<String, TensorEntry> decoded = new HashMap<>();

    Decoded(Stored stored) {
        this.stored = stored;
    }

    /** Adds a decoded tensor and hides what it was decoded from, where that is there. */
    void add(String name, TensorEntry entry, String... parts) {
        if (decoded.putIfAbsent(name, entry) != null) {
            throw stored.wrong("%s is stored twice, in two quantised forms", name);
        }
        partOf.put(name, name);
        for (String part : parts) {
            partOf.put(part, name);
        }
    }

    /** Turns the decoded matrices of a kind around: rows become columns. */
    void turn(Predicate<String> kind) {
        decoded.replaceAll((name, entry) -> kind.test(name) && entry.shape().rank() == 2 ? turned(entry) : entry);
    }

    private static TensorEntry turned(TensorEntry entry) {
        Shape shape = Shape.of(entry.shape().size(1), entry.shape().size(0));
        return new TensorEntry(entry.dtype(), shape, () -> {
            MemorySegment from = entry.tensor().get().segment();
            long width = entry.dtype().blockBytes();
            MemorySegment to = Arena.ofAuto().allocate(from.byteSize(), Long.BYTES);
            for (long r = 0; r < shape.size(0); r++) {
                for (long c = 0; c < shape.size(1); c++) {
                    long at = c * shape.size(0) + r;
                    MemorySegment.copy(from, at * width, to, (r * shape.size(1) + c) * width, width);
                }
            }
            return Tensor.of(to, entry.dtype(), shape);
        });
    }

    /** Hides a tensor that belongs to no weight. */
    void hide(String name) {
        hidden.add(name);
    }

    /** The checkpoint: decoded tensors, and those stored as they are. */
    Checkpoint checkpoint() {
        SequencedMap<String, TensorEntry> entries = new LinkedHashMap<>();
        Checkpoint all = stored.checkpoint();
        for (String name : all.names()) {
            String whole = partOf.get(name);
            if (whole != null) {
                entries.putIfAbsent(whole, Objects.requireNonNull(decoded.get(whole)));
            } else if (!hidden.contains(name)) {
                entries.put(name, TensorEntry.of(all, name));
            }
        }
        return new Table(all.source(), entries);
    }

    private static final class Table extends TensorTable {
        Table(String source, SequencedMap<String, TensorEntry> entries) {
            super(source, entries);
        }
    }
}
