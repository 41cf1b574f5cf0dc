package org.menura.format;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.annotation.Extension;
import org.menura.tensor.dtype.DType;

/** A checkpoint whose table of contents is in memory. Readers of formats extend it. */
@Extension
public abstract class TensorTable implements Checkpoint {
    private static final int NEAREST_SHOWN = 3;

    private final String source;
    private final Map<String, TensorEntry> entries;

    /**
     * Creates a table over {@code entries}, which is not copied.
     *
     * @param source name of the tensors' origin, for messages
     */
    protected TensorTable(String source, SequencedMap<String, TensorEntry> entries) {
        this.source = source;
        this.entries = Collections.unmodifiableSequencedMap(entries);
    }

    @Override
    public final Set<String> names() {
        return entries.keySet();
    }

    @Override
    public final DType dtype(String name) {
        return entry(name).dtype();
    }

    @Override
    public final Shape shape(String name) {
        return entry(name).shape();
    }

    @Override
    public final Tensor tensor(String name) {
        return entry(name).tensor().get();
    }

    @Override
    public final boolean has(String name) {
        return entries.containsKey(name);
    }

    @Override
    public final String source() {
        return source;
    }

    private TensorEntry entry(String name) {
        TensorEntry entry = entries.get(name);
        if (entry == null) {
            String last = name.substring(name.lastIndexOf('.', Math.max(0, name.lastIndexOf('.') - 1)) + 1);
            List<String> near = entries.keySet().stream()
                    .filter(n -> n.equals(last) || n.endsWith("." + last))
                    .limit(NEAREST_SHOWN)
                    .toList();
            throw new FormatException("%s holds no tensor %s%s"
                    .formatted(source, name, near.isEmpty() ? "" : "; similar names: " + String.join(", ", near)));
        }
        return entry;
    }
}
