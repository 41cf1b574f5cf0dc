package org.menura.data;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.format.MappedFile;
import org.menura.tensor.Rng;

/**
 * A data set of lines of JSONL files, or of the entries of JSON lists, read by number from the mapped files when they are wanted; only their offsets are
 * kept in memory. For examples that a run draws in any order but that are not tokenised beforehand, such as prompts.
 */
public final class IndexedJson<T> implements Examples<T> {
    private static final int MAX_LINE = 256 << 20;

    private final List<Path> files;
    private final List<MemorySegment> bytes;
    private final Function<JsonLine, T> parse;
    private long[] begins = new long[64];
    private long[] ends = new long[64];
    private int[] lines = new int[64];
    private int[] fileOf = new int[64];
    private int count;

    private IndexedJson(List<Path> files, Function<JsonLine, T> parse) {
        this.files = List.copyOf(files);
        this.bytes = files.stream().map(IndexedJson::bytes).toList();
        this.parse = parse;
        for (int f = 0; f < files.size(); f++) {
            index(f);
        }
    }

    /**
     * Opens files of prompts: a string or list of messages in {@code field}, and any other fields.
     *
     * @throws java.io.UncheckedIOException if a file can't be read
     */
    public static IndexedJson<RolloutPrompt> prompts(List<Path> files, String field) {
        return new IndexedJson<>(files, line -> new RolloutPrompt(line.conversation(field), line.fieldsWithout(field)));
    }

    /**
     * Opens files of any records.
     *
     * @param parse makes a record of a line's fields
     * @throws java.io.UncheckedIOException if a file can't be read
     */
    public static <T> IndexedJson<T> lines(List<Path> files, Function<Map<String, @Nullable Object>, T> parse) {
        return new IndexedJson<>(files, line -> line.parsed(parse));
    }

    /**
     * Opens files of captioned images or audio: a file's name in one field, and a text, or a list of texts, in another.
     *
     * @param media {@code image} or {@code audio}
     * @param text the field of the texts; may be missing
     * @throws java.io.UncheckedIOException if a file can't be read
     */
    public static IndexedJson<MediaText> media(List<Path> files, String media, String text) {
        return new IndexedJson<>(
                files,
                line -> new MediaText(
                        MediaFiles.find(line.file(), line.text(media)),
                        !line.has(text)
                                ? List.of("")
                                : line.object().path(text).isArray() ? line.texts(text) : List.of(line.text(text))));
    }

    /**
     * Opens files of conversations in which the assistant generates images.
     *
     * @param messages the field of the messages
     * @param condition the field of the text that conditions the generator
     * @throws java.io.UncheckedIOException if a file can't be read
     */
    public static IndexedJson<ImageGenerationExample> drawings(List<Path> files, String messages, String condition) {
        return new IndexedJson<>(files, line -> ImageGenerationExample.of(line, messages, condition));
    }

    /** A file's bytes, or the lines that its rows make. */
    private static MemorySegment bytes(Path file) {
        if (!JsonRows.isTable(file)) {
            return MappedFile.map(file);
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        try (Cursor<JsonLine> rows = JsonRows.open(file)) {
            for (JsonLine row = rows.next(); row != null; row = rows.next()) {
                lines.writeBytes((row.object() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return MemorySegment.ofArray(lines.toByteArray());
    }

    private void index(int file) {
        MemorySegment segment = bytes.get(file);
        if (JsonList.begins(segment)) {
            indexList(file, segment, JsonList.mark(segment));
        } else {
            indexLines(file, segment, JsonList.mark(segment));
        }
    }

    private void indexList(int file, MemorySegment segment, long from) {
        JsonList list = new JsonList(files.get(file));
        long begin = from;
        int line = 1;
        for (long at = from; at < segment.byteSize(); at++) {
            long where = list.line();
            switch (list.next(segment.get(ValueLayout.JAVA_BYTE, at))) {
                case BEGIN -> {
                    begin = at;
                    line = Math.toIntExact(where);
                }
                case END -> add(file, begin, at, line);
                case NOTHING -> {}
            }
        }
        list.end();
    }

    private void indexLines(int file, MemorySegment segment, long from) {
        long begin = from;
        boolean blank = true;
        int line = 1;
        for (long at = begin; at <= segment.byteSize(); at++) {
            byte b = at < segment.byteSize() ? segment.get(ValueLayout.JAVA_BYTE, at) : (byte) '\n';
            blank &= JsonList.isBlank(b);
            if (b == '\n') {
                if (!blank) {
                    add(file, begin, at, line);
                }
                begin = at + 1;
                blank = true;
                line++;
            }
        }
    }

    private void add(int file, long begin, long end, int line) {
        if (count == begins.length) {
            begins = Arrays.copyOf(begins, Math.multiplyExact(2, count));
            ends = Arrays.copyOf(ends, 2 * count);
            lines = Arrays.copyOf(lines, 2 * count);
            fileOf = Arrays.copyOf(fileOf, 2 * count);
        }
        begins[count] = begin;
        ends[count] = end;
        lines[count] = line;
        fileOf[count++] = file;
    }

    @Override
    public long count() {
        return count;
    }

    /**
     * Reads a line.
     *
     * @throws org.menura.format.FormatException if it is malformed; the message names file and line
     */
    public T get(long index) {
        int i = Math.toIntExact(index);
        MemorySegment segment = bytes.get(fileOf[i]);
        long size = ends[i] - begins[i];
        Path file = files.get(fileOf[i]);
        if (size > MAX_LINE) {
            throw JsonLine.tooLong(file, lines[i], MAX_LINE);
        }
        byte[] text = segment.asSlice(begins[i], size).toArray(ValueLayout.JAVA_BYTE);
        return parse.apply(JsonLine.parse(Utf8.decode(text, 0, text.length, file, lines[i]), file, lines[i]));
    }

    @Override
    public T example(long index, Rng random) {
        return get(index);
    }
}
