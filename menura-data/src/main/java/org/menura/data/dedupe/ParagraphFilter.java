package org.menura.data.dedupe;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.menura.data.dolma.Span;
import org.menura.data.text.XxHash;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;

/**
 * Finds paragraphs that were in the files before, with a Bloom filter, in one pass over the files in their order, and writes
 * Dolma's attributes beside them: the fast way where the order is given and one in so many paragraphs may be taken for
 * known. A plan's stage {@code paragraphs} is exact and the same in any order.
 *
 * @param filter what was seen; is added to unless {@code readOnly}
 * @param attribute the attribute's name, as Dolma's {@code bff_duplicate_paragraph_spans}
 * @param readOnly whether paragraphs are looked for alone, as for decontamination
 * @param overlap how paragraphs are compared by their n-grams; {@link Overlap#WHOLE} compares them as a whole, byte for byte
 */
public record ParagraphFilter(BloomFilter filter, String attribute, boolean readOnly, Overlap overlap) {
    private static final int BUFFER = 1 << 16;

    /**
     * The comparison of paragraphs by n-grams of their words ({@link NormalWords}).
     *
     * @param nGram words of an n-gram; 0 for whole paragraphs, which shorter ones are compared as in any case
     * @param least the part of a paragraph's n-grams that makes it known
     */
    public record Overlap(int nGram, double least) {
        /** Compares paragraphs as a whole. */
        public static final Overlap WHOLE = new Overlap(0, 1);
    }

    /** Compares paragraphs as a whole. */
    public ParagraphFilter(BloomFilter filter, String attribute, boolean readOnly) {
        this(filter, attribute, readOnly, Overlap.WHOLE);
    }

    /**
     * What a pass found.
     *
     * @param documents number of documents
     * @param paragraphs number of paragraphs that are not blank
     * @param duplicates number of those that were there before
     * @param bytes length of the texts in UTF-8
     */
    public record Counts(long documents, long paragraphs, long duplicates, long bytes) {
        Counts plus(Counts o) {
            return new Counts(
                    documents + o.documents, paragraphs + o.paragraphs, duplicates + o.duplicates, bytes + o.bytes);
        }
    }

    /**
     * Reads document files, in the order of the list, and writes an attribute file for each, of the same name and with the same
     * rows, to a folder.
     *
     * @throws FormatException if a line is no document: it names file and line
     */
    public Counts run(List<Path> files, Path folder) {
        Counts all = new Counts(0, 0, 0, 0);
        for (Path file : files) {
            Path out = folder.resolve(String.valueOf(file.getFileName()));
            try {
                Files.createDirectories(folder);
                all = all.plus(pass(file, out));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    private Counts pass(Path file, Path out) throws IOException {
        Path part = OutputFile.part(out);
        try {
            Counts counts;
            try (InputStream in = input(file);
                    OutputStream to = output(part, file)) {
                counts = pass(file, in, to);
            }
            OutputFile.put(part, out);
            return counts;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static InputStream input(Path file) throws IOException {
        InputStream raw = Files.newInputStream(file);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(raw, BUFFER) : raw;
    }

    private static OutputStream output(Path beside, Path file) throws IOException {
        OutputStream raw = Files.newOutputStream(beside);
        return new BufferedOutputStream(
                file.toString().endsWith(".gz") ? new GZIPOutputStream(raw, BUFFER) : raw, BUFFER);
    }

    private Counts pass(Path file, InputStream in, OutputStream out) throws IOException {
        LineInput lines = new LineInput(in);
        JsonText json = new JsonText();
        SpanWriter spans = new SpanWriter(out, attribute);
        long number = 0;
        long documents = 0;
        long bytes = 0;
        while (lines.next()) {
            number++;
            if (lines.from() == lines.to()) {
                continue;
            }
            try {
                json.read(lines.buffer(), lines.from(), lines.to());
            } catch (FormatException e) {
                throw new FormatException("%s, line %d is no document: %s".formatted(file, number, e.getMessage()), e);
            }
            documents++;
            bytes += json.length();
            spans.begin(lines.buffer(), json.idFrom(), json.idTo());
            paragraphs(json.text(), json.length(), spans);
            spans.end();
        }
        return new Counts(documents, spans.paragraphs, spans.duplicates, bytes);
    }

    private void paragraphs(byte[] text, int length, SpanWriter spans) throws IOException {
        int point = 0;
        for (int at = 0; at < length; ) {
            int end = ByteScan.find(text, at, length, (byte) '\n');
            int next = point + ByteScan.points(text, at, end) + (end < length ? 1 : 0);
            if (!isBlank(text, at, end)) {
                spans.paragraphs++;
                double score = known(text, at, end);
                if (score > 0) {
                    spans.add(point, next, score);
                }
            }
            point = next;
            at = end + 1;
        }
    }

    /** How much of a paragraph is known: 0 if that is not enough. What is not is added. */
    private double known(byte[] text, int from, int to) {
        if (overlap.nGram > 0) {
            NormalWords words = new NormalWords();
            words.read(new String(text, from, to - from, StandardCharsets.UTF_8));
            long[] grams = words.hashes(overlap.nGram);
            if (grams.length > 0) {
                int held = 0;
                for (long gram : grams) {
                    held += holds(gram) ? 1 : 0;
                }
                double part = (double) held / grams.length;
                return part >= overlap.least ? part : 0;
            }
        }
        return holds(XxHash.hash64(text, from, to - from, 0)) ? 1 : 0;
    }

    private boolean holds(long hash) {
        return readOnly ? filter.mayContain(hash) : !filter.add(hash);
    }

    private static boolean isBlank(byte[] text, int from, int to) {
        int at = from;
        while (at < to && (text[at] == ' ' || text[at] >= '\t' && text[at] <= '\r')) {
            at++;
        }
        return at == to || text[at] < 0 && Paragraphs.isBlank(new String(text, at, to - at, StandardCharsets.UTF_8));
    }

    /** Writes attribute rows. */
    private static final class SpanWriter {
        private static final byte[] ID = "{\"id\":".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] END = "]}}\n".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] SCORE = ",1.0]".getBytes(StandardCharsets.US_ASCII);

        private final OutputStream out;
        private final byte[] attribute;
        private boolean first;
        private long paragraphs;
        private long duplicates;

        SpanWriter(OutputStream out, String attribute) {
            this.out = out;
            this.attribute = (",\"attributes\":{\"" + attribute + "\":[").getBytes(StandardCharsets.UTF_8);
        }

        void begin(byte[] line, int idFrom, int idTo) throws IOException {
            out.write(ID);
            out.write(line, idFrom, idTo - idFrom);
            out.write(attribute);
            first = true;
        }

        void add(int start, int end, double score) throws IOException {
            duplicates++;
            if (!first) {
                out.write(',');
            }
            first = false;
            out.write('[');
            number(start);
            out.write(',');
            number(end);
            out.write(score == 1 ? SCORE : ("," + Span.round(score) + "]").getBytes(StandardCharsets.US_ASCII));
        }

        private void number(int n) throws IOException {
            if (n >= 10) {
                number(n / 10);
            }
            out.write('0' + n % 10);
        }

        void end() throws IOException {
            out.write(END);
        }
    }
}
