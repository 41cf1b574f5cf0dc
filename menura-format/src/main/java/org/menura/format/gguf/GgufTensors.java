package org.menura.format.gguf;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SequencedMap;
import org.menura.format.FormatException;
import org.menura.format.TensorEntries;
import org.menura.format.TensorEntry;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/** Reads the table of tensors, which lies between the metadata and the data. */
final class GgufTensors {
    /** The smallest entry: the length of a name, a number of dimensions, a type and an offset. */
    static final int MIN_ENTRY_BYTES = 24;

    private static final int MAX_RANK = 4;

    private final String source;
    private final List<Info> infos = new ArrayList<>();

    private record Info(String name, DType dtype, Shape shape, long offset, long bytes) {}

    private GgufTensors(String source) {
        this.source = source;
    }

    /** Reads {@code count} entries and finds their data in {@code file}, aligned as said. */
    static SequencedMap<String, TensorEntry> read(
            GgufCursor in, int count, long alignment, MemorySegment file, String source) {
        GgufTensors table = new GgufTensors(source);
        for (int i = 0; i < count; i++) {
            table.infos.add(table.info(in));
        }
        long start = Math.min(file.byteSize(), (in.position() + alignment - 1) / alignment * alignment);
        return table.entries(file.asSlice(start), alignment);
    }

    private Info info(GgufCursor in) {
        String name = in.string();
        int rank = in.int32();
        if (rank < 0 || rank > MAX_RANK) {
            throw new FormatException("%s: tensor %s has %s dimensions where at most %d are possible"
                    .formatted(source, name, Integer.toUnsignedString(rank), MAX_RANK));
        }
        long[] sizes = new long[rank];
        for (int i = rank - 1; i >= 0; i--) {
            sizes[i] = in.int64();
        }
        DType dtype = GgufTypeIds.dtype(in.int32(), name, source);
        long offset = in.int64();
        try {
            Shape shape = Shape.of(sizes);
            if (shape.cols() % dtype.blockSize() != 0) {
                throw new IllegalArgumentException("rows must fill whole blocks");
            }
            return new Info(name, dtype, shape, offset, dtype.bytes(shape.elements()));
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new FormatException(
                    "%s: tensor %s can't have the type %s and these sizes (%s)"
                            .formatted(source, name, dtype, e.getMessage()),
                    e);
        }
    }

    private SequencedMap<String, TensorEntry> entries(MemorySegment data, long alignment) {
        TensorEntries out = new TensorEntries(source);
        for (Info t : infos) {
            if (t.offset < 0 || t.bytes > data.byteSize() || t.offset > data.byteSize() - t.bytes) {
                throw new FormatException(
                        "%s: tensor %s has %d bytes from byte %s of the data on, which has %d; the file is cut short"
                                .formatted(source, t.name, t.bytes, Long.toUnsignedString(t.offset), data.byteSize()));
            }
            if (t.offset % alignment != 0) {
                throw new FormatException("%s: tensor %s lies at byte %d of the data, which is no multiple of %d"
                        .formatted(source, t.name, t.offset, alignment));
            }
            MemorySegment part = data.asSlice(t.offset, t.bytes);
            out.add(t.name, new TensorEntry(t.dtype, t.shape, () -> Tensor.of(part, t.dtype, t.shape)));
        }
        checkOverlap();
        return out.map();
    }

    private void checkOverlap() {
        List<Info> sorted = infos.stream()
                .filter(t -> t.bytes > 0)
                .sorted(Comparator.comparingLong(Info::offset))
                .toList();
        for (int i = 1; i < sorted.size(); i++) {
            Info before = sorted.get(i - 1);
            Info t = sorted.get(i);
            if (t.offset < before.offset + before.bytes) {
                throw new FormatException("%s: tensors %s and %s overlap".formatted(source, before.name, t.name));
            }
        }
    }
}
