package org.menura.format.pickle;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import org.menura.format.FormatException;
import org.menura.format.TensorEntries;
import org.menura.format.TensorEntry;
import org.menura.format.pickle.Value.Dict;
import org.menura.format.pickle.Value.Sequence;
import org.menura.format.pickle.Value.Storage;
import org.menura.format.pickle.Value.StoredTensor;

/** Collects the tensors in nested dictionaries and lists; their names are the keys on the way, joined by dots. */
final class StateDict {
    private static final int MAX_DEPTH = 64;
    /** Shared parts are visited once for each way to them, of which a small pickle can hold very many. */
    private static final int MAX_VISITS = 2_000_000;

    private static final int MAX_NAME = 4096;

    private final String source;
    private final Function<Storage, MemorySegment> storages;
    private final TensorEntries entries;
    private int visits;

    private StateDict(String source, Function<Storage, MemorySegment> storages) {
        this.source = source;
        this.storages = storages;
        this.entries = new TensorEntries(source);
    }

    /**
     * The tensors below {@code root}; what else is there is left out.
     *
     * @throws FormatException if two tensors have one name, or a tensor does not lie within its storage
     */
    static SequencedMap<String, TensorEntry> collect(
            Value root, Function<Storage, MemorySegment> storages, String source) {
        StateDict dict = new StateDict(source, storages);
        dict.visit("", root, 0);
        return dict.entries.map();
    }

    private void visit(String name, Value value, int depth) {
        if (++visits > MAX_VISITS || depth > MAX_DEPTH || name.length() > MAX_NAME) {
            throw new FormatException("%s nests its containers too deep or shares them too often (at %s)"
                    .formatted(source, PickleInput.brief(name)));
        }
        switch (value) {
            case Dict(Map<String, Value> items) -> items.forEach((key, v) -> visit(join(name, key), v, depth + 1));
            case Sequence(var items) -> {
                for (int i = 0; i < items.size(); i++) {
                    visit(join(name, Integer.toString(i)), items.get(i), depth + 1);
                }
            }
            case StoredTensor tensor -> add(name.isEmpty() ? "tensor" : name, tensor);
            default -> {
                // Numbers, texts and the like stand beside the tensors in training checkpoints.
            }
        }
    }

    private void add(String name, StoredTensor tensor) {
        entries.add(name, Strided.entry(name, tensor, storages.apply(tensor.storage()), source));
    }

    private static String join(String name, String key) {
        return name.isEmpty() ? key : name + "." + key;
    }
}
