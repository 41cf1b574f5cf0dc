package org.menura.format.gguf;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.MappedFile;
import org.menura.format.TensorEntries;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;

/**
 * A GGUF file of version 2 or 3 (ggml's "GGUF" specification), or the parts of a split one. Metadata values are
 * {@code Long}, {@code Double}, {@code Boolean}, {@code String}, and {@code byte[]} (8-bit integers), {@code long[]},
 * {@code double[]}, {@code boolean[]}, {@link GgufStrings}. Shapes are outermost first, the reverse of the file's.
 */
public final class GgufFile extends TensorTable {
    static final int MAGIC = 0x46554747;
    static final String ALIGNMENT_KEY = "general.alignment";
    static final long DEFAULT_ALIGNMENT = 32;

    /** The smallest key and value: the length of a text, a type, and a byte. */
    private static final int MIN_KEY_BYTES = 13;

    private final Map<String, GgufValue> typed;
    private final Map<String, Object> plain;

    private GgufFile(String source, Map<String, GgufValue> metadata, SequencedMap<String, TensorEntry> entries) {
        super(source, entries);
        this.typed = Collections.unmodifiableMap(metadata);
        Map<String, Object> values = new LinkedHashMap<>();
        metadata.forEach((key, value) -> values.put(key, value.value()));
        this.plain = Collections.unmodifiableMap(values);
    }

    /**
     * Returns whether a path is a GGUF file by its name, or by how it begins, whatever its name: those of Ollama are
     * named by their hash.
     */
    public static boolean isGguf(Path path) {
        if (path.toString().endsWith(".gguf")) {
            return true;
        }
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] first = in.readNBytes(Integer.BYTES);
            return first.length == Integer.BYTES
                    && MAGIC
                            == ByteBuffer.wrap(first)
                                    .order(ByteOrder.LITTLE_ENDIAN)
                                    .getInt();
        } catch (IOException _) {
            return false; // Whoever reads it says why.
        }
    }

    /**
     * Maps a GGUF file; of a split one, the first part is named and the others lie beside it.
     *
     * @throws FormatException if it is not a well-formed GGUF file, or a part is missing
     * @throws java.io.UncheckedIOException if it can't be read
     */
    public static GgufFile open(Path file) {
        GgufFile first = of(MappedFile.map(file), file.toString());
        List<Path> parts = GgufParts.of(file, first);
        if (parts.size() == 1) {
            return first;
        }
        TensorEntries all = new TensorEntries(file.toString());
        for (int i = 0; i < parts.size(); i++) {
            GgufFile part = i == 0
                    ? first
                    : of(MappedFile.map(parts.get(i)), parts.get(i).toString());
            GgufParts.check(part, i, parts.size());
            for (String n : part.names()) {
                all.add(n, TensorEntry.of(part, n));
            }
        }
        return new GgufFile(file.toString(), first.typed, all.map());
    }

    /**
     * Reads a file's bytes where they lie; of a split file, one part.
     *
     * @param source where they come from, for messages
     * @throws FormatException if they are not a well-formed GGUF file
     */
    public static GgufFile of(MemorySegment file, String source) {
        GgufCursor in = new GgufCursor(file, source);
        int magic = in.left() < Integer.BYTES ? 0 : in.int32();
        if (magic != MAGIC) {
            throw new FormatException(source + " does not start with GGUF; it is no GGUF file");
        }
        int version = in.int32();
        if (Integer.reverseBytes(version) >>> 16 == 0 && version != 0) {
            throw new FormatException(source + " is a big-endian GGUF file, which is not supported");
        }
        if (version != 2 && version != 3) {
            throw new FormatException("%s has the GGUF version %s; 2 and 3 are supported"
                    .formatted(source, Integer.toUnsignedString(version)));
        }
        int tensors = in.count("tensors", GgufTensors.MIN_ENTRY_BYTES);
        int keys = in.count("metadata keys", MIN_KEY_BYTES);
        if (tensors > TensorEntries.MAX_TENSORS) {
            throw new FormatException("%s claims to hold %d tensors, more than the %d that are read"
                    .formatted(source, tensors, TensorEntries.MAX_TENSORS));
        }
        SequencedMap<String, GgufValue> metadata = new GgufMetadata(in, source).read(keys);
        long alignment = alignment(metadata.get(ALIGNMENT_KEY), source);
        return new GgufFile(source, metadata, GgufTensors.read(in, tensors, alignment, file, source));
    }

    private static long alignment(@Nullable GgufValue value, String source) {
        if (value == null) {
            return DEFAULT_ALIGNMENT;
        }
        if (!(value.value() instanceof Long a) || !isAlignment(a)) {
            throw new FormatException("%s: %s must be a power of two up to 2^20, not %s"
                    .formatted(source, ALIGNMENT_KEY, value.value() instanceof Number n ? n : "another type"));
        }
        return a;
    }

    /** Returns whether data can be aligned to multiples of {@code bytes}. */
    static boolean isAlignment(long bytes) {
        return bytes >= 1 && bytes <= 1 << 20 && Long.bitCount(bytes) == 1;
    }

    /** Returns all metadata, in the order of the file. */
    public Map<String, Object> metadata() {
        return plain;
    }

    /** Returns all metadata with the types that it has in the file; to be written again. */
    public Map<String, GgufValue> typedMetadata() {
        return typed;
    }

    /** Returns whether the metadata have a key. */
    public boolean hasKey(String key) {
        return plain.containsKey(key);
    }

    /**
     * Returns a text of the metadata.
     *
     * @throws FormatException if the key is missing or holds something else
     */
    public String text(String key) {
        return value(key, String.class, "a text");
    }

    /** Returns an integer of the metadata; see {@link #text}. */
    public long integer(String key) {
        return value(key, Long.class, "an integer");
    }

    /** Returns a number of the metadata; see {@link #text}. */
    public double number(String key) {
        return plain.get(key) instanceof Long l ? l : value(key, Double.class, "a number");
    }

    /** Returns a boolean of the metadata; see {@link #text}. */
    public boolean flag(String key) {
        return value(key, Boolean.class, "true or false");
    }

    private <T> T value(String key, Class<T> type, String expected) {
        Object value = plain.get(key);
        if (value == null) {
            throw new FormatException("%s lacks the metadata key %s".formatted(source(), key));
        }
        if (!type.isInstance(value)) {
            throw new FormatException("%s: the metadata key %s must hold %s".formatted(source(), key, expected));
        }
        return type.cast(value);
    }
}
