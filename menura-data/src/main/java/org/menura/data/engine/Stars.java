package org.menura.data.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.menura.data.Cursor;
import org.menura.data.dolma.RowId;
import org.menura.format.Sha256;

/**
 * Connected components by turns of large stars and small stars (Kiveris et al., "Connected Components in MapReduce and
 * Beyond", SoCC 2014), over sorted files: memory does not grow with the graph. An edge is the larger identity, then the
 * smaller.
 */
final class Stars {
    private static final int ID = RowId.BYTES;

    private final Path folder;
    private final long memory;
    private final Watch watch;

    Stars(Path folder, long memory, Watch watch) {
        this.folder = folder;
        this.memory = memory;
        this.watch = watch;
    }

    static byte[] edge(RowId one, RowId other) {
        boolean ordered = one.compareTo(other) > 0;
        byte[] edge = new byte[2 * ID];
        (ordered ? one : other).write(edge, 0);
        (ordered ? other : one).write(edge, ID);
        return edge;
    }

    /**
     * Joins what is connected.
     *
     * @param edges a sorted file of edges
     * @return a sorted file in which each identity that is not the smallest of its component stands before that
     */
    Path components(Path edges) throws IOException {
        Path current = edges;
        String before = "";
        while (true) {
            Path large = turn(current, true);
            forget(current, edges);
            Path small = turn(large, false);
            forget(large, edges);
            String hash = hash(small);
            if (hash.equals(before)) {
                return small;
            }
            before = hash;
            current = small;
        }
    }

    private static void forget(Path file, Path first) throws IOException {
        if (!file.equals(first)) {
            Files.delete(file);
        }
    }

    private Path turn(Path edges, boolean large) throws IOException {
        Path out = Files.createTempFile(folder, "stars", ".tmp");
        try (ByteSorter result = new ByteSorter(folder, memory / 2)) {
            if (large) {
                try (ByteSorter both = new ByteSorter(folder, memory / 2);
                        RecordReader in = RecordReader.of(edges)) {
                    for (byte[] edge = in.next(); edge != null; edge = in.next()) {
                        both.add(edge);
                        both.add(turned(edge));
                    }
                    try (Cursor<byte[]> sorted = both.sorted()) {
                        large(sorted, result);
                    }
                }
            } else {
                try (RecordReader in = RecordReader.of(edges)) {
                    small(in, result);
                }
            }
            try (Cursor<byte[]> sorted = result.sorted()) {
                writeDistinct(sorted, out);
            }
        }
        return out;
    }

    private static byte[] turned(byte[] edge) {
        byte[] turned = new byte[2 * ID];
        System.arraycopy(edge, ID, turned, 0, ID);
        System.arraycopy(edge, 0, turned, ID, ID);
        return turned;
    }

    /** Joins each larger neighbour of a node to the smallest of the node and its neighbours. */
    private void large(Cursor<byte[]> sorted, ByteSorter out) {
        byte[] node = new byte[0];
        byte[] smallest = node;
        for (byte[] edge = sorted.next(); edge != null; edge = sorted.next()) {
            byte[] from = Arrays.copyOf(edge, ID);
            byte[] to = Arrays.copyOfRange(edge, ID, 2 * ID);
            if (!Arrays.equals(from, node)) {
                watch.check();
                node = from;
                smallest = Arrays.compareUnsigned(to, from) < 0 ? to : from;
            }
            if (Arrays.compareUnsigned(to, from) > 0) {
                out.add(joined(to, smallest));
            }
        }
    }

    /** Joins a node and each smaller neighbour of it to the smallest of them. */
    private void small(Cursor<byte[]> sorted, ByteSorter out) {
        byte[] node = new byte[0];
        byte[] smallest = node;
        for (byte[] edge = sorted.next(); edge != null; edge = sorted.next()) {
            byte[] from = Arrays.copyOf(edge, ID);
            byte[] to = Arrays.copyOfRange(edge, ID, 2 * ID);
            if (!Arrays.equals(from, node)) {
                watch.check();
                node = from;
                smallest = to;
                out.add(joined(from, to));
            } else if (!Arrays.equals(to, smallest)) {
                out.add(joined(to, smallest));
            }
        }
    }

    private static byte[] joined(byte[] larger, byte[] smaller) {
        byte[] edge = Arrays.copyOf(larger, 2 * ID);
        System.arraycopy(smaller, 0, edge, ID, ID);
        return edge;
    }

    /** Writes a sorted sequence without copies. */
    static void writeDistinct(Cursor<byte[]> sorted, Path file) throws IOException {
        byte[] last = null;
        try (RecordWriter out = new RecordWriter(file)) {
            for (byte[] record = sorted.next(); record != null; record = sorted.next()) {
                if (last == null || !Arrays.equals(record, last)) {
                    out.write(record);
                    last = record;
                }
            }
        }
    }

    /** Merges sorted files into one without copies. */
    static Path merged(List<Path> files, Path folder) throws IOException {
        Path out = Files.createTempFile(folder, "merged", ".tmp");
        try (Merge merge = Merge.of(files.stream().map(Merge.Slice::of).toList(), folder)) {
            writeDistinct(merge, out);
        }
        return out;
    }

    private static String hash(Path file) {
        MessageDigest digest = Sha256.digest();
        try (RecordReader in = RecordReader.of(file)) {
            for (byte[] record = in.next(); record != null; record = in.next()) {
                digest.update(record);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
