package org.menura.eval.task.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** Reads Parquet files. */
final class ParquetRows {
    private ParquetRows() {}

    static List<Map<String, @Nullable Object>> read(Path file) {
        throw new FormatException(file + ": Parquet is not read yet");
    }
}
