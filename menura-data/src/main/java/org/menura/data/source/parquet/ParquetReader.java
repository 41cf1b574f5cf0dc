package org.menura.data.source.parquet;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.row.StructAccessor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.menura.data.runtime.UnsoundRuntimeException;
import org.menura.format.FormatException;

/** Reads the rows of a Parquet file by Hardwood, behind a check of its layout. */
public final class ParquetReader implements AutoCloseable {
    private static final int MAX_MESSAGE = 200;

    /** Kept, or its level would be forgotten: Hardwood tells which instructions of the processor it uses. */
    private static final Logger LOG = Logger.getLogger("dev.hardwood");

    static {
        LOG.setLevel(Level.WARNING);
    }

    private final String name;
    private final ParquetFileReader file;

    /** Null where there are none, whose pages Hardwood 1.0.1 looks for. */
    private final @Nullable RowReader rows;

    private long number;

    private ParquetReader(InputFile input, String name) {
        this.name = name;
        ParquetFileReader opened = null;
        try {
            input.open();
            ParquetLayout.check(input);
            opened = ParquetFileReader.open(new BoundedInput(input));
            rows = opened.getFileMetaData().numRows() == 0 ? null : opened.rowReader();
            file = opened;
        } catch (UnsoundRuntimeException e) {
            close(input);
            throw e;
        } catch (IOException | RuntimeException e) {
            close(opened == null ? input : opened);
            throw damaged(e);
        }
    }

    /**
     * Opens a file on disk.
     *
     * @throws FormatException if it can't be read, or is none
     */
    public static ParquetReader open(Path file) {
        return new ParquetReader(InputFile.of(file), file.toString());
    }

    /**
     * Opens a file that is in memory.
     *
     * @param name for messages
     * @throws FormatException if it is none
     */
    public static ParquetReader open(ByteBuffer bytes, String name) {
        return new ParquetReader(InputFile.of(bytes), name);
    }

    /** Takes the fields of a row. */
    @FunctionalInterface
    public interface Row<T> {
        /** Reads what is asked of a row; nothing of it may be used behind. */
        T of(StructAccessor fields);
    }

    /**
     * Reads the next row.
     *
     * @return what is made of it, or null if there is none
     * @throws FormatException if the file is damaged, or the row can't be taken
     */
    public <T> @Nullable T next(Row<T> row) {
        try {
            if (rows == null || !rows.hasNext()) {
                return null;
            }
            rows.next();
            number++;
            return row.of(rows);
        } catch (RuntimeException e) {
            throw damaged(e);
        }
    }

    /** Returns the number of the row that was read last, from 1. */
    public long number() {
        return number;
    }

    @Override
    public void close() {
        if (rows != null) {
            rows.close();
        }
        close(file);
    }

    private FormatException damaged(Exception e) {
        return new FormatException(
                "%s can't be read as Parquet after row %d: %s".formatted(name, number, reason(e)), e);
    }

    private static String reason(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String line = message.lines().findFirst().orElse("");
        return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) + "…" : line;
    }

    private static void close(AutoCloseable opened) {
        try {
            opened.close();
        } catch (Exception e) {
            throw new IllegalStateException("an input can't be closed", e);
        }
    }
}
