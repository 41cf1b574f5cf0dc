package org.menura.bench.web;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.menura.data.dedupe.BloomFilter;
import org.menura.data.dedupe.ParagraphFilter;

/** Deduplicates the paragraphs of Dolma's document files, for {@code bench/paragraphs/beside_dolma.py}. */
public final class Paragraphs {
    private Paragraphs() {}

    /** Arguments: a folder of documents, one for attributes, the number of paragraphs expected, and the number of rounds. */
    public static void main(String[] args) throws IOException {
        List<Path> files;
        try (Stream<Path> inside = Files.list(Path.of(args[0]))) {
            files = inside.filter(f -> f.toString().contains(".jsonl")).sorted().toList();
        }
        for (int round = 0; round < Integer.parseInt(args[3]); round++) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            BloomFilter filter = BloomFilter.of(Long.parseLong(args[2]), 1e-3);
            ParagraphFilter.Counts counts =
                    new ParagraphFilter(filter, "bff_duplicate_paragraph_spans", false).run(files, Path.of(args[1]));
            double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
            System.out.printf(
                    "menura: %d documents, %d of %d paragraphs duplicates, %.2f s of processor time, %.1f MB/s of text%n",
                    counts.documents(),
                    counts.duplicates(),
                    counts.paragraphs(),
                    seconds,
                    counts.bytes() / 1e6 / seconds);
        }
    }
}
