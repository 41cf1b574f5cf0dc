package org.menura.format.pickle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;
import org.menura.format.FormatException;
import org.menura.format.MappedFile;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;

/**
 * A file that {@code torch.save} wrote: a zip file with a pickle and the storages (since PyTorch 1.6), or the older
 * sequence of pickles with the storages behind them. Tensors and containers are read and nothing is executed; a pickle
 * that names any other function or class is refused by that name.
 *
 * <p>Names of nested dictionaries are joined by dots. What is no tensor is left out.
 */
public final class PickleFile extends TensorTable {
    private static final String PICKLE = "data.pkl";
    private static final long MAX_PICKLE = 64 << 20;

    private PickleFile(String source, SequencedMap<String, TensorEntry> entries) {
        super(source, entries);
    }

    /**
     * Maps a file.
     *
     * @throws FormatException if it is not a well-formed file of tensors
     * @throws java.io.UncheckedIOException if it can't be read
     */
    public static PickleFile open(Path file) {
        return of(MappedFile.map(file), file.toString());
    }

    /**
     * Reads a file's bytes where they lie.
     *
     * @param source where they come from, for messages
     * @throws FormatException if they are not a well-formed file of tensors
     */
    public static PickleFile of(MemorySegment file, String source) {
        return new PickleFile(source, ZipDirectory.matches(file) ? zip(file, source) : LegacyFile.read(file, source));
    }

    private static SequencedMap<String, TensorEntry> zip(MemorySegment file, String source) {
        SequencedMap<String, MemorySegment> entries = ZipDirectory.read(file, source);
        Map.Entry<String, MemorySegment> found = entries.entrySet().stream()
                .filter(e -> e.getKey().endsWith("/" + PICKLE))
                .findFirst()
                .orElseThrow(() -> new FormatException(
                        source + " is a zip file without " + PICKLE + ", so not one that torch.save wrote"));
        String folder = found.getKey().substring(0, found.getKey().length() - PICKLE.length());
        MemorySegment byteOrder = entries.get(folder + "byteorder");
        if (byteOrder != null && !text(byteOrder).equals("little")) {
            throw new FormatException(
                    source + " was saved on a big-endian machine; save it again on a little-endian one");
        }
        MemorySegment pickle = found.getValue();
        if (pickle.byteSize() > MAX_PICKLE) {
            throw new FormatException("%s: the pickle has %d bytes, more than the %d that are read"
                    .formatted(source, pickle.byteSize(), MAX_PICKLE));
        }
        Value root = Unpickler.load(new PickleInput(pickle, source), source);
        return StateDict.collect(root, storage -> storage(entries, folder, storage.key(), source), source);
    }

    private static MemorySegment storage(
            SequencedMap<String, MemorySegment> entries, String folder, String key, String source) {
        MemorySegment storage = entries.get(folder + "data/" + key);
        if (storage == null) {
            throw new FormatException(
                    "%s is damaged: the storage data/%s is missing".formatted(source, PickleInput.brief(key)));
        }
        return storage;
    }

    private static String text(MemorySegment bytes) {
        return new String(
                bytes.asSlice(0, Math.min(bytes.byteSize(), 16)).toArray(ValueLayout.JAVA_BYTE),
                StandardCharsets.UTF_8);
    }
}
