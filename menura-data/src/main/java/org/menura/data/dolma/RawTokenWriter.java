package org.menura.data.dolma;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;

/**
 * Files of tokens as other programs read them: Dolma's {@code .npy}, which are numbers without a header, with a {@code
 * .csv.gz} of where documents lie ({@code start, end, id, src, loc}), or datatrove's {@code .ds} with an {@code .index}
 * of documents' ends and {@code .metadata}. Ids are little-endian, of two bytes, or four for vocabularies of more than
 * 65,536. Files are written beside their places and moved there when complete.
 */
public final class RawTokenWriter implements Closeable {
    /** Whose files. */
    public enum Layout {
        DOLMA,
        DATATROVE
    }

    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    private final Path folder;
    private final Layout layout;
    private final String tokenizer;
    private final int width;
    private final long most;
    private final List<Path> files = new ArrayList<>();
    private @Nullable OutputStream tokens;
    private @Nullable Writer places;
    private @Nullable OutputStream index;
    private Path current = Path.of("");
    private long written;
    private long all;

    /**
     * Creates a writer of files in a folder.
     *
     * @param tokenizer name for the metadata
     * @param vocabulary number of tokens
     * @param most tokens of a file at most; a document is never divided
     */
    public RawTokenWriter(Path folder, Layout layout, String tokenizer, int vocabulary, long most) throws IOException {
        this.folder = folder;
        this.layout = layout;
        this.tokenizer = tokenizer;
        this.width = vocabulary <= 1 << Short.SIZE ? Short.BYTES : Integer.BYTES;
        this.most = most;
        Files.createDirectories(folder);
    }

    /** Returns the number of bytes of an id. */
    public int width() {
        return width;
    }

    /** Returns the files of tokens that are complete. */
    public List<Path> files() {
        return List.copyOf(files);
    }

    /** Returns the number of tokens of all files. */
    public long tokens() {
        return all;
    }

    /**
     * Adds a document.
     *
     * @param file where it was read
     * @param number its row there, counted from 1
     */
    public void add(int[] ids, String id, Path file, long number) throws IOException {
        if (tokens != null && written + ids.length > most) {
            finish();
        }
        OutputStream out = tokens == null ? begin() : tokens;
        ByteBuffer bytes = ByteBuffer.allocate(ids.length * width).order(ByteOrder.LITTLE_ENDIAN);
        for (int token : ids) {
            if (width == Short.BYTES) {
                bytes.putShort((short) token);
            } else {
                bytes.putInt(token);
            }
        }
        out.write(bytes.array());
        long end = written + ids.length;
        if (places != null) {
            places.write("%d,%d,%s,%s,%d\r\n".formatted(written, end, csv(id), csv(file.toString()), number));
        }
        if (index != null) {
            index.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(end)
                    .array());
        }
        written = end;
        all += ids.length;
    }

    private static String csv(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private OutputStream begin() throws IOException {
        boolean dolma = layout == Layout.DOLMA;
        String name = dolma ? "part-0-%05d.npy" : "%05d_tokens.ds";
        current = folder.resolve(name.formatted(files.size()));
        written = 0;
        OutputStream out = buffered(current);
        if (dolma) {
            places = new OutputStreamWriter(new GZIPOutputStream(buffered(beside())), StandardCharsets.UTF_8);
        } else {
            index = buffered(beside());
        }
        tokens = out;
        return out;
    }

    private Path beside() {
        String name = String.valueOf(current.getFileName());
        return current.resolveSibling(
                layout == Layout.DOLMA ? name.substring(0, name.length() - 4) + ".csv.gz" : name + ".index");
    }

    private static OutputStream buffered(Path file) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(OutputFile.part(file)), 1 << 16);
    }

    private void finish() throws IOException {
        closeAll();
        if (layout == Layout.DATATROVE) {
            String text = "%s|%d\n%d\n%s".formatted(tokenizer, width, written, metric(written));
            OutputFile.write(
                    current.resolveSibling(current.getFileName() + ".metadata"), text.getBytes(StandardCharsets.UTF_8));
        }
        OutputFile.move(OutputFile.part(beside()), beside());
        OutputFile.move(OutputFile.part(current), current);
        files.add(current);
        tokens = null;
        places = null;
        index = null;
    }

    /** Three digits and a prefix, as datatrove's metadata has it: 1.23 MT. */
    private static String metric(long tokens) {
        String[] prefixes = {"", "k", "M", "G", "T"};
        int prefix = 0;
        BigDecimal value = digits((double) tokens);
        while (value.compareTo(THOUSAND) >= 0 && prefix + 1 < prefixes.length) {
            prefix++;
            value = digits(tokens / Math.pow(1000, prefix));
        }
        int whole = value.signum() == 0 ? 1 : value.precision() - value.scale();
        return value.setScale(Math.max(0, 3 - whole)).toPlainString() + " " + prefixes[prefix] + "T";
    }

    private static BigDecimal digits(double value) {
        return new BigDecimal(value).round(new MathContext(3, RoundingMode.HALF_EVEN));
    }

    /**
     * Completes the last file.
     *
     * @throws FormatException if there were no documents
     */
    public void complete() throws IOException {
        if (tokens != null) {
            finish();
        }
        if (files.isEmpty()) {
            throw new FormatException("there are no documents to tokenize");
        }
    }

    private void closeAll() throws IOException {
        for (Closeable each : new @Nullable Closeable[] {tokens, places, index}) {
            if (each != null) {
                each.close();
            }
        }
    }

    /** Leaves nothing of a file that is not complete. */
    @Override
    public void close() throws IOException {
        if (tokens != null) {
            closeAll();
            Files.deleteIfExists(OutputFile.part(current));
            Files.deleteIfExists(OutputFile.part(beside()));
        }
    }
}
