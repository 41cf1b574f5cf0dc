package org.menura.data.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.data.Cursor;

/**
 * An external merge sort of byte strings, in unsigned lexicographic order. What is more than the memory it may use is
 * written to sorted files in a folder.
 */
final class ByteSorter implements AutoCloseable {
    /** What an array costs beside its bytes, with the reference to it, and room for the sort's own. */
    private static final int OVERHEAD = 32;

    private static final int FIRST = 1024;

    private final Path folder;
    private final long memory;
    private final List<Path> spilled = new ArrayList<>();
    private byte[][] records = new byte[FIRST][];
    private int count;
    private long used;

    /** Creates a sorter that may use some bytes of memory; the folder must be there. */
    ByteSorter(Path folder, long memory) {
        this.folder = folder;
        this.memory = Math.max(memory, 1 << 16);
    }

    void add(byte[] record) {
        if (used > 0 && used + record.length + OVERHEAD > memory) {
            spill();
        }
        if (count == records.length) {
            records = Arrays.copyOf(records, 2 * count);
        }
        records[count++] = record;
        used += record.length + OVERHEAD;
    }

    private void spill() {
        sort();
        try {
            Path file = Files.createTempFile(folder, "sort", ".tmp");
            spilled.add(file);
            try (RecordWriter out = new RecordWriter(file)) {
                for (int i = 0; i < count; i++) {
                    out.write(records[i]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        records = new byte[FIRST][];
        count = 0;
        used = 0;
    }

    private void sort() {
        Arrays.sort(records, 0, count, Arrays::compareUnsigned);
    }

    /** Returns all records in order. Nothing is added after. Closing the sorter ends the cursor. */
    Cursor<byte[]> sorted() {
        if (!spilled.isEmpty()) {
            if (count > 0) {
                spill();
            }
            records = new byte[0][];
            return Merge.of(spilled.stream().map(Merge.Slice::of).toList(), folder);
        }
        sort();
        byte[][] all = records;
        int end = count;
        return new Cursor<>() {
            private int at;

            @Override
            public byte @Nullable [] next() {
                return at < end ? all[at++] : null;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {
        records = new byte[0][];
        count = 0;
        try {
            for (Path file : spilled) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
