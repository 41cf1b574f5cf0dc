package org.menura.cli;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.menura.data.engine.RunSettings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** With what a plan is carried out; its results depend on none of these. */
final class DataOptions {
    private static final long MEBI = 1 << 20;

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Option(
            names = "--memory",
            paramLabel = "MIB",
            description = "Memory for sorting, in MiB (default: a quarter of the heap); what is more goes to files.")
    private @Nullable Long memory;

    @Option(
            names = "--work",
            paramLabel = "FOLDER",
            description = "Folder for files between stages (default: in the ledger).")
    private @Nullable Path work;

    int threads() {
        return threads.threads();
    }

    RunSettings settings(Console console, BooleanSupplier stopped) {
        if (memory != null && memory < 1) {
            throw console.wrong("--memory must be at least 1, not %d.".formatted(memory));
        }
        RunSettings usual = RunSettings.usual(threads());
        return new RunSettings(memory == null ? usual.memory() : memory * MEBI, threads(), work, stopped);
    }
}
