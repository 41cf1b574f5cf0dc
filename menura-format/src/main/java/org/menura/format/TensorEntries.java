package org.menura.format;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.menura.tensor.annotation.Internal;

/** A collection of the tensors of a checkpoint under construction, within bounds that no model comes near. */
@Internal
public final class TensorEntries {
    /** Maximum number of tensors that one file may hold. */
    public static final int MAX_TENSORS = 500_000;

    private static final int MAX_NAME = 4096;
    private static final int MAX_NAMES_TOGETHER = 64 << 20;

    private final String source;
    private final SequencedMap<String, TensorEntry> entries = new LinkedHashMap<>();
    private int characters;

    /**
     * Creates a collection without tensors.
     *
     * @param source where they come from, for messages
     */
    public TensorEntries(String source) {
        this.source = source;
    }

    /**
     * Adds a tensor.
     *
     * @throws FormatException if there is one of that name, or there are too many
     */
    public void add(String name, TensorEntry entry) {
        if (name.length() > MAX_NAME) {
            throw new FormatException("%s holds a tensor whose name has %d characters, more than the %d that are read"
                    .formatted(source, name.length(), MAX_NAME));
        }
        characters += name.length();
        if (entries.size() == MAX_TENSORS || characters > MAX_NAMES_TOGETHER) {
            throw new FormatException("%s holds more tensors than the %d that are read".formatted(source, MAX_TENSORS));
        }
        if (entries.putIfAbsent(name, entry) != null) {
            throw new FormatException("%s holds two tensors with the name %s".formatted(source, name));
        }
    }

    /** Returns the tensors by name, in the order in which they came. */
    public SequencedMap<String, TensorEntry> map() {
        return entries;
    }
}
