package org.menura.format.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.format.FormatException;
import org.menura.format.MappedFile;
import org.menura.format.TensorEntries;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;
import org.menura.tensor.DType;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/**
 * A GGUF file of version 2 or 3 (ggml's "GGUF" specification), or the parts of a split one. Metadata values are
 * {@code Long}, {@code Double}, {@code Boolean}, {@code String}, and {@code byte[]} (8-bit integers), {@code long[]},
 * {@code double[]}, {@code boolean[]}, {@code String[]}. Shapes are outermost first, the reverse of the file's.
 */
public final class GgufFile extends TensorTable {
    private static final int MAGIC = 0x46554747;
    private static final int MAGIC_BIG_ENDIAN = 0x47475546;
    private static final int MAX_RANK = 4;
    private static final int MAX_PARTS = 10_000;
    private static final Pattern PART = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf");

    private final Map<String, Object> metadata;

    private GgufFile(String source, Map<String, Object> metadata, SequencedMap<String, TensorEntry> entries) {
        super(source, entries);
        this.metadata = Collections.unmodifiableMap(metadata);
    }

    /**
     * Maps a file; of a split one, the first part is named and the others lie beside it.
     *
     * @throws FormatException if it is not a well-formed GGUF file, or a part is missing
     * @throws java.io.UncheckedIOException if it can't be read
     */
    public static GgufFile open(Path file) {
        GgufFile first = of(MappedFile.map(file), file.toString());
        Object parts = first.metadata.get("split.count");
        if (!(parts instanceof Long count) || count <= 1) {
            return first;
        }
        Matcher name = PART.matcher(file.toString());
        if (!name.matches() || Integer.parseInt(name.group(2)) != 1 || count > MAX_PARTS) {
            throw new FormatException(
                    "%s is one of %d parts; name the first one, which ends in -00001-of-%05d.gguf".formatted(file, count, count));
        }
        TensorEntries all = new TensorEntries(file.toString());
        addTo(all, first);
        for (long i = 2; i <= count; i++) {
            Path part = Path.of("%s-%05d-of-%05d.gguf".formatted(name.group(1), i, count));
            if (!Files.exists(part)) {
                throw new FormatException("%s is missing, a part of %s".formatted(part, file));
            }
            addTo(all, of(MappedFile.map(part), part.toString()));
        }
        return new GgufFile(file.toString(), first.metadata, all.map());
    }

    private static void addTo(TensorEntries all, GgufFile part) {
        for (String n : part.names()) {
            all.add(n, new TensorEntry(part.dtype(n), part.shape(n), () -> part.tensor(n)));
        }
    }

    /**
     * Reads a file's bytes where they lie.
     *
     * @param source where they come from, for messages
     * @throws FormatException if they are not a well-formed GGUF file
     */
    public static GgufFile of(MemorySegment file, String source) {
        GgufCursor in = new GgufCursor(file, source);
        int magic = in.left() < 4 ? 0 : in.int32();
        if (magic != MAGIC) {
            throw new FormatException(source + (magic == MAGIC_BIG_ENDIAN
                    ? " is a big-endian GGUF file, which is not supported"
                    : " does not start with GGUF; it is no GGUF file"));
        }
        int version = in.int32();
        if (version != 2 && version != 3) {
            throw new FormatException("%s has the GGUF version %s; 2 and 3 are supported"
                    .formatted(source, Integer.toUnsignedString(version)));
        }
        // The smallest tensor entry has a name's length, a rank, a type and an offset; the smallest key a length and a type.
        int tensors = in.count("tensors", 24);
        int keys = in.count("metadata keys", 13);
        if (tensors > TensorEntries.MAX_TENSORS) {
            throw new FormatException("%s claims to hold %d tensors".formatted(source, tensors));
        }
        Map<String, Object> metadata = new GgufMetadata(in, source).read(keys);
        List<Info> infos = new ArrayList<>();
        for (int i = 0; i < tensors; i++) {
            infos.add(Info.read(in, source));
        }
        long alignment = alignment(metadata, source);
        long start = Math.min(file.byteSize(), (in.position() + alignment - 1) / alignment * alignment);
        return new GgufFile(source, metadata, entries(infos, file.asSlice(start), source));
    }

    private static long alignment(Map<String, Object> metadata, String source) {
        Object value = metadata.getOrDefault("general.alignment", 32L);
        if (!(value instanceof Long a) || a < 1 || a > 1 << 20 || Long.bitCount(a) != 1) {
            throw new FormatException("%s: general.alignment must be a power of two up to 2^20, not %s"
                    .formatted(source, value instanceof Number ? value : "another type"));
        }
        return a;
    }

    private record Info(String name, DType dtype, Shape shape, long offset) {
        static Info read(GgufCursor in, String source) {
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
            DType dtype = GgufTypes.dtype(in.int32(), name, source);
            try {
                return new Info(name, dtype, Shape.of(sizes), in.int64());
            } catch (ArithmeticException | IllegalArgumentException e) {
                throw new FormatException("%s: tensor %s has impossible sizes".formatted(source, name), e);
            }
        }

        long bytes(String source) {
            try {
                if (shape.cols() % dtype.blockSize() != 0) {
                    throw new IllegalArgumentException("rows must fill whole blocks");
                }
                return dtype.bytes(shape.elements());
            } catch (ArithmeticException | IllegalArgumentException e) {
                throw new FormatException("%s: tensor %s of shape %s can't have the type %s (%s)"
                        .formatted(source, name, shape, dtype, e.getMessage()), e);
            }
        }
    }

    private static SequencedMap<String, TensorEntry> entries(List<Info> infos, MemorySegment data, String source) {
        TensorEntries out = new TensorEntries(source);
        for (Info t : infos) {
            long bytes = t.bytes(source);
            if (t.offset < 0 || bytes > data.byteSize() || t.offset > data.byteSize() - bytes) {
                throw new FormatException(
                        "%s: tensor %s lies at bytes %s to %s of the data, which has %d; the file is cut short or damaged"
                                .formatted(
                                        source,
                                        t.name,
                                        Long.toUnsignedString(t.offset),
                                        Long.toUnsignedString(t.offset + bytes),
                                        data.byteSize()));
            }
            MemorySegment part = data.asSlice(t.offset, bytes);
            out.add(t.name, new TensorEntry(t.dtype, t.shape, () -> Tensor.of(part, t.dtype, t.shape)));
        }
        checkOverlap(infos, source);
        return out.map();
    }

    private static void checkOverlap(List<Info> infos, String source) {
        List<Info> sorted = infos.stream()
                .filter(t -> t.shape.elements() > 0)
                .sorted(Comparator.comparingLong(Info::offset))
                .toList();
        for (int i = 1; i < sorted.size(); i++) {
            Info before = sorted.get(i - 1);
            Info t = sorted.get(i);
            if (t.offset < before.offset + before.bytes(source)) {
                throw new FormatException("%s: tensors %s and %s overlap".formatted(source, before.name, t.name));
            }
        }
    }

    /** All metadata, in the order of the file. */
    public Map<String, Object> metadata() {
        return metadata;
    }

    /** Whether a key is there. */
    public boolean hasKey(String key) {
        return metadata.containsKey(key);
    }

    /**
     * A text.
     *
     * @throws FormatException if the key is missing or holds something else
     */
    public String text(String key) {
        return value(key, String.class, "a text");
    }

    /** An integer; see {@link #text}. */
    public long integer(String key) {
        return value(key, Long.class, "an integer");
    }

    /** A number; see {@link #text}. */
    public double number(String key) {
        return metadata.get(key) instanceof Long l ? l : value(key, Double.class, "a number");
    }

    /** A truth value; see {@link #text}. */
    public boolean flag(String key) {
        return value(key, Boolean.class, "true or false");
    }

    private <T> T value(String key, Class<T> type, String expected) {
        Object value = metadata.get(key);
        if (value == null) {
            throw new FormatException("%s lacks the metadata key %s".formatted(source(), key));
        }
        if (!type.isInstance(value)) {
            throw new FormatException("%s: the metadata key %s must hold %s".formatted(source(), key, expected));
        }
        return type.cast(value);
    }
}
