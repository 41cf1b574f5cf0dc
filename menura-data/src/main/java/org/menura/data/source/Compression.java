package org.menura.data.source;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.menura.format.FormatException;

/** How a file is compressed, which its name's end says. */
public enum Compression {
    NONE(""),
    GZIP(".gz"),
    ZSTD(".zst");

    private static final int BUFFER = 1 << 16;
    private final String suffix;

    Compression(String suffix) {
        this.suffix = suffix;
    }

    /** Returns the end of file names, such as {@code .gz}. */
    public String suffix() {
        return suffix;
    }

    /** Returns the names that {@link #named} takes. */
    public static List<String> names() {
        return List.of("none", "gz", "zst");
    }

    /** Returns the compression of a name: none, gz or zst. */
    public static Compression named(String name) {
        return switch (name) {
            case "gz" -> GZIP;
            case "zst" -> ZSTD;
            default -> NONE;
        };
    }

    /** Returns the compression of a file by its name. */
    public static Compression of(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".gz") ? GZIP : name.endsWith(".zst") || name.endsWith(".zstd") ? ZSTD : NONE;
    }

    /** Returns a file's name without the end that says how it is compressed. */
    static String bare(Path file) {
        String name = String.valueOf(file.getFileName());
        return of(file) == NONE ? name : name.substring(0, name.lastIndexOf('.'));
    }

    /** Unpacks a stream. */
    public InputStream reader(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GZIPInputStream(new BufferedInputStream(in, BUFFER), BUFFER);
            case ZSTD -> Zstd.reader(in);
        };
    }

    /** Packs a stream: the same content always gives the same bytes. */
    public OutputStream writer(OutputStream out) throws IOException {
        return switch (this) {
            case NONE -> out;
            case GZIP -> new Gzip(out);
            case ZSTD -> Zstd.writer(out);
        };
    }

    /** Says in one sentence that a file is damaged, where that is why it can't be read. */
    static RuntimeException failure(Path file, IOException e) {
        boolean damaged = e instanceof ZipException
                || e instanceof EOFException
                || e.getClass().getName().startsWith("com.github.luben");
        return damaged
                ? new FormatException(
                        "%s is no complete %s file, as its name says: %s"
                                .formatted(file, of(file) == ZSTD ? "zstd" : "gzip", e.getMessage()),
                        e)
                : new java.io.UncheckedIOException(e);
    }

    private static final class Gzip extends GZIPOutputStream {
        Gzip(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.DEFAULT_COMPRESSION);
        }
    }
}
