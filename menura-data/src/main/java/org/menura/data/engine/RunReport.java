package org.menura.data.engine;

import java.nio.file.Path;
import java.util.List;

/**
 * What a run did.
 *
 * @param ledger the folder of its record
 * @param read number of rows of all inputs
 * @param stages what each stage did, in order
 * @param files what was written
 * @param warnings what is no error, in sentences
 */
public record RunReport(
        Path ledger,
        long read,
        long written,
        List<StageReport> stages,
        List<WrittenFile> files,
        List<String> warnings) {
    /** What a stage did. */
    public record StageReport(String name, StageCounts counts) {}

    /** A file that was written. */
    public record WrittenFile(Path file, long rows, long bytes, String sha256) {}
}
