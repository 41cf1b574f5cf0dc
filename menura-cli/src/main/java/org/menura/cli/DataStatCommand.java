package org.menura.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.menura.data.engine.CorpusStatistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code menura data stat}. */
@Command(
        name = "stat",
        description = "Counts documents, code points and bytes by source, and how long documents are.",
        footer = {"%nExample:", "  menura data stat corpus"})
final class DataStatCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Parameters(arity = "1..*", paramLabel = "DOCUMENTS", description = "Folders, files or patterns.")
    private List<String> documents = List.of();

    @Override
    public Integer call() {
        Map<String, CorpusStatistics.Counts> counts = CorpusStatistics.of(documents, threads.threads());
        console.line(String.format(
                Locale.ROOT,
                "%-20s %12s %15s %15s %8s %10s %10s",
                "source",
                "documents",
                "code points",
                "bytes",
                "empty",
                "half up to",
                "99 % up to"));
        counts.forEach((source, c) -> console.line(String.format(
                Locale.ROOT,
                "%-20s %,12d %,15d %,15d %,8d %,10d %,10d",
                source.isEmpty() ? "(none)" : source,
                c.documents(),
                c.codePoints(),
                c.bytes(),
                c.empty(),
                c.lengthOf(0.5),
                c.lengthOf(0.99))));
        return ExitCode.OK;
    }
}
