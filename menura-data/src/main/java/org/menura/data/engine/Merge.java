package org.menura.data.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.menura.data.Cursor;

/** The merge of sorted byte strings, in unsigned lexicographic order. */
final class Merge implements Cursor<byte[]> {
    /** How many files are read at a time. */
    static final int WAYS = 64;

    private final List<Cursor<byte[]>> inputs;
    private final List<Path> temporary = new ArrayList<>();
    private final PriorityQueue<Head> heads = new PriorityQueue<>();

    private record Head(byte[] record, int input) implements Comparable<Head> {
        @Override
        public int compareTo(Head other) {
            int by = Arrays.compareUnsigned(record, other.record);
            return by != 0 ? by : Integer.compare(input, other.input);
        }
    }

    /** A stretch of a sorted file. */
    record Slice(Path file, long from, long to) {
        static Slice of(Path file) {
            return new Slice(file, 0, file.toFile().length());
        }
    }

    private Merge(List<Cursor<byte[]>> inputs) {
        this.inputs = inputs;
        for (int i = 0; i < inputs.size(); i++) {
            advance(i);
        }
    }

    /** Merges stretches of files; in several passes over files in a folder if they are many. */
    static Merge of(List<Slice> slices, Path folder) {
        List<Slice> rest =
                new ArrayList<>(slices.stream().filter(s -> s.to() > s.from()).toList());
        List<Path> made = new ArrayList<>();
        try {
            while (rest.size() > WAYS) {
                List<Slice> some = new ArrayList<>(rest.subList(0, WAYS));
                rest.subList(0, WAYS).clear();
                Path file = Files.createTempFile(folder, "merge", ".tmp");
                made.add(file);
                try (Merge part = new Merge(open(some));
                        RecordWriter out = new RecordWriter(file)) {
                    for (byte[] record = part.next(); record != null; record = part.next()) {
                        out.write(record);
                    }
                }
                for (Slice slice : some) {
                    if (made.remove(slice.file())) {
                        Files.delete(slice.file());
                    }
                }
                rest.add(Slice.of(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Merge merge = new Merge(open(rest));
        merge.temporary.addAll(made);
        return merge;
    }

    private static List<Cursor<byte[]>> open(List<Slice> slices) {
        List<Cursor<byte[]>> inputs = new ArrayList<>();
        for (Slice slice : slices) {
            inputs.add(new RecordReader(slice.file(), slice.from(), slice.to()));
        }
        return inputs;
    }

    @Override
    public byte @Nullable [] next() {
        Head head = heads.poll();
        if (head == null) {
            return null;
        }
        advance(head.input());
        return head.record();
    }

    private void advance(int input) {
        byte[] record = inputs.get(input).next();
        if (record != null) {
            heads.add(new Head(record, input));
        }
    }

    @Override
    public void close() {
        inputs.forEach(Cursor::close);
        try {
            for (Path file : temporary) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
