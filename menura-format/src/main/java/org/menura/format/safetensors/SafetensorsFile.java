package org.menura.format.safetensors;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.menura.format.FormatException;
import org.menura.format.MappedFile;
import org.menura.format.TensorEntries;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;
import org.menura.tensor.Tensor;

/**
 * A safetensors file: eight bytes with the header's length, a JSON header, and the tensors' bytes (huggingface.co/docs/
 * safetensors, "Format"). Stricter than the text where a file could mean two things: tensors must not overlap, and no
 * name may come twice. Bytes between tensors are let pass.
 */
public final class SafetensorsFile extends TensorTable {
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long MAX_HEADER = 100_000_000;

    private final Map<String, String> metadata;

    private SafetensorsFile(String source, SequencedMap<String, TensorEntry> entries, Map<String, String> metadata) {
        super(source, entries);
        this.metadata = Collections.unmodifiableMap(metadata);
    }

    /**
     * Maps a safetensors file.
     *
     * @throws FormatException if it is not a well-formed safetensors file
     * @throws java.io.UncheckedIOException if it can't be read
     */
    public static SafetensorsFile open(Path file) {
        return of(MappedFile.map(file), file.toString());
    }

    /**
     * Reads a file's bytes where they lie.
     *
     * @param source where they come from, for messages
     * @throws FormatException if they are not a well-formed safetensors file
     */
    public static SafetensorsFile of(MemorySegment file, String source) {
        if (file.byteSize() < Long.BYTES) {
            throw new FormatException("%s has %d bytes, too few for a safetensors file; is it complete?"
                    .formatted(source, file.byteSize()));
        }
        long length = file.get(LENGTH, 0);
        long left = file.byteSize() - Long.BYTES;
        if (length < 0 || length > left) {
            throw new FormatException(
                    "%s: the header's length is %s bytes where %d are left; the file is cut short or no safetensors file"
                            .formatted(source, Long.toUnsignedString(length), left));
        }
        if (length > MAX_HEADER) {
            throw new FormatException(
                    "%s: the header has %d bytes, more than the format's %d".formatted(source, length, MAX_HEADER));
        }
        byte[] json = file.asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
        SafetensorsHeader header = SafetensorsHeader.parse(json, source);
        MemorySegment data = file.asSlice(Long.BYTES + length);
        check(header.tensors(), data.byteSize(), source);

        TensorEntries entries = new TensorEntries(source);
        for (SafetensorsHeader.Entry t : header.tensors()) {
            MemorySegment bytes = data.asSlice(t.begin(), t.end() - t.begin());
            entries.add(t.name(), new TensorEntry(t.dtype(), t.shape(), () -> Tensor.of(bytes, t.dtype(), t.shape())));
        }
        return new SafetensorsFile(source, entries.map(), header.metadata());
    }

    /** Returns the metadata: the strings that the writer left beside the tensors. */
    public Map<String, String> metadata() {
        return metadata;
    }

    private static void check(List<SafetensorsHeader.Entry> tensors, long available, String source) {
        for (SafetensorsHeader.Entry t : tensors) {
            if (t.begin() > t.end() || t.end() > available) {
                throw new FormatException(
                        "%s: tensor %s lies at bytes %d to %d where the data has %d; the file is cut short or damaged"
                                .formatted(source, t.name(), t.begin(), t.end(), available));
            }
            if (!fits(t)) {
                throw new FormatException(
                        "%s: tensor %s is %s of shape %s, which does not take the %d bytes given for it"
                                .formatted(source, t.name(), t.dtype(), t.shape(), t.end() - t.begin()));
            }
        }
        List<SafetensorsHeader.Entry> sorted = tensors.stream()
                .filter(t -> t.begin() < t.end())
                .sorted(Comparator.comparingLong(SafetensorsHeader.Entry::begin))
                .toList();
        for (int i = 1; i < sorted.size(); i++) {
            SafetensorsHeader.Entry before = sorted.get(i - 1);
            SafetensorsHeader.Entry t = sorted.get(i);
            if (t.begin() < before.end()) {
                throw new FormatException("%s: tensors %s and %s overlap".formatted(source, before.name(), t.name()));
            }
        }
    }

    private static boolean fits(SafetensorsHeader.Entry t) {
        try {
            return t.dtype().bytes(t.shape().elements()) == t.end() - t.begin();
        } catch (ArithmeticException e) {
            return false;
        }
    }
}
