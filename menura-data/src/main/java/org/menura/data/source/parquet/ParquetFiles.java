package org.menura.data.source.parquet;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.menura.format.FormatException;

/** Opens Parquet files by Hardwood, behind a check of their layout. */
public final class ParquetFiles {
    private static final int MAX_MESSAGE = 200;

    /** Kept, or its level would be forgotten: Hardwood tells which instructions of the processor it uses. */
    private static final Logger LOG = Logger.getLogger("dev.hardwood");

    static {
        LOG.setLevel(Level.WARNING);
    }

    private ParquetFiles() {}

    /**
     * Opens a file on disk.
     *
     * @throws IOException if it can't be read
     * @throws FormatException if it is damaged: a reason, without the file's name
     */
    public static ParquetFileReader open(Path file) throws IOException {
        return open(InputFile.of(file));
    }

    /** Opens a file that is in memory, as {@link #open(Path)} does. */
    public static ParquetFileReader open(ByteBuffer bytes) throws IOException {
        return open(InputFile.of(bytes));
    }

    /** The first line of what an exception says. */
    public static String reason(Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String line = message.lines().findFirst().orElse("");
        return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) + "…" : line;
    }

    private static ParquetFileReader open(InputFile file) throws IOException {
        try {
            file.open();
            ParquetLayout.check(file);
            return ParquetFileReader.open(new BoundedInput(file));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }
}
