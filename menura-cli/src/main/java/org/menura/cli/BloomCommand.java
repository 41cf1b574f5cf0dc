package org.menura.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.data.dedupe.BloomFilter;
import org.menura.data.dedupe.ParagraphFilter;
import org.menura.format.FormatException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura data bloom}: paragraphs that were there before, by a Bloom filter, in one pass. */
@Command(
        name = "bloom",
        description = {
            "Finds paragraphs that stand in the files before, with a Bloom filter, in one pass, and writes Dolma's attributes.",
            "Files are read in the order of their names, so which copy counts as the first depends on them; the stage 'paragraphs' of"
                    + " a plan is exact and depends on no order. The filter can be kept, to be added to or for the stage 'bloom'."
        },
        footer = {
            "%nExamples:",
            "  menura data bloom corpus --as dedupe --items 10000000",
            "  menura data bloom corpus --as dedupe --items 10000000 --filter seen.bloom",
            "  menura data bloom other --as known --filter seen.bloom --read-only"
        })
final class BloomCommand implements Callable<Integer> {
    private static final String USUAL = "bff_duplicate_paragraph_spans";

    @Mixin
    private Console console = new Console();

    @Parameters(paramLabel = "CORPUS", description = "A folder with documents/*.jsonl or .jsonl.gz.")
    private @Nullable Path corpus;

    @Option(names = "--as", paramLabel = "NAME", required = true, description = "Name of the attributes.")
    private @Nullable String name;

    @Option(
            names = "--items",
            paramLabel = "N",
            description = "How many paragraphs to expect; needed unless the filter is there.")
    private @Nullable Long items;

    @Option(
            names = "--rate",
            paramLabel = "P",
            defaultValue = "0.001",
            description = "How many new paragraphs, of each one, may be taken for known (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--n-gram",
            paramLabel = "N",
            defaultValue = "0",
            description = "Compare n-grams of N words instead of whole paragraphs (default: whole).")
    private int nGram;

    @Option(
            names = "--overlap",
            paramLabel = "P",
            defaultValue = "0.8",
            description = "The part of a paragraph's n-grams that makes it known (default: ${DEFAULT-VALUE}).")
    private double overlap;

    @Option(names = "--filter", paramLabel = "FILE", description = "The filter, read if it is there, and written.")
    private @Nullable Path file;

    @Option(names = "--read-only", description = "Look paragraphs up, and add none.")
    private boolean readOnly;

    @Override
    public Integer call() throws IOException {
        Path documents = Objects.requireNonNull(corpus).resolve("documents");
        if (!Files.isDirectory(documents)) {
            throw new FormatException(documents + " is no folder; a corpus has its files in documents/");
        }
        List<Path> files;
        try (Stream<Path> inside = Files.list(documents)) {
            files = inside.filter(
                            f -> f.toString().endsWith(".jsonl") || f.toString().endsWith(".jsonl.gz"))
                    .sorted()
                    .toList();
        }
        if (files.isEmpty()) {
            throw new FormatException(documents + " holds no .jsonl or .jsonl.gz");
        }
        BloomFilter filter = filter();
        Path out = Objects.requireNonNull(corpus).resolve("attributes").resolve(Objects.requireNonNull(name));
        ParagraphFilter.Counts counts = new ParagraphFilter(filter, USUAL, readOnly, overlap()).run(files, out);
        if (file != null && !readOnly) {
            filter.write(file);
        }
        console.line(String.format(
                Locale.ROOT,
                "%,d documents, %,d paragraphs, %,d of them known; attributes in %s",
                counts.documents(),
                counts.paragraphs(),
                counts.duplicates(),
                out));
        console.line(String.format(
                Locale.ROOT, "filter: %,d bytes, %.1f %% of its bits set", filter.bytes(), 100 * filter.fill()));
        if (counts.duplicates() == 0) {
            console.note("warning: no paragraph was known");
        }
        return ExitCode.OK;
    }

    private ParagraphFilter.Overlap overlap() {
        if (nGram < 0 || !(overlap > 0 && overlap <= 1)) {
            throw console.wrong("--n-gram is a number of words, and --overlap above 0 and at most 1.");
        }
        return nGram == 0 ? ParagraphFilter.Overlap.WHOLE : new ParagraphFilter.Overlap(nGram, overlap);
    }

    private BloomFilter filter() {
        if (file != null && Files.exists(file)) {
            return BloomFilter.read(file);
        }
        if (readOnly || items == null) {
            throw console.wrong(
                    readOnly
                            ? "--read-only needs a --filter that is there."
                            : "Say how many paragraphs to expect: --items N.");
        }
        return BloomFilter.of(items, rate);
    }
}
