package org.menura.data.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.menura.data.Cursor;
import org.menura.data.dolma.Document;
import org.menura.data.plan.PendingDocument;
import org.menura.data.plan.Plan;

/** Counts of a corpus by source. */
public final class CorpusStatistics {
    private static final int LENGTHS = 32;

    private CorpusStatistics() {}

    /**
     * What there is of a source.
     *
     * @param codePoints of all texts
     * @param bytes of all texts in UTF-8
     * @param lengths number of documents by the number of binary digits of their code points: entry k counts 2^(k-1) to
     *     2^k - 1
     */
    public record Counts(long documents, long codePoints, long bytes, long empty, long[] lengths) {
        private Counts plus(Counts other) {
            long[] both = lengths.clone();
            for (int i = 0; i < both.length; i++) {
                both[i] += other.lengths[i];
            }
            return new Counts(
                    documents + other.documents,
                    codePoints + other.codePoints,
                    bytes + other.bytes,
                    empty + other.empty,
                    both);
        }

        /** Returns a length that a share of documents is not longer than: the end of the power of two it falls in. */
        public long lengthOf(double share) {
            long below = 0;
            for (int i = 0; i < lengths.length; i++) {
                below += lengths[i];
                if (below >= share * documents) {
                    return (1L << i) - 1;
                }
            }
            return 0;
        }
    }

    /**
     * Counts documents.
     *
     * @param documents folders, files or patterns
     */
    public static Map<String, Counts> of(List<String> documents, int threads) {
        Plan plan = Plans.of(documents, List.of(), List.of(), "documents: none");
        Reading reading = Reading.of(plan.sources().getFirst());
        Map<String, Counts> all = new TreeMap<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("menura-stat-", 0).factory())) {
            List<Future<Map<String, Counts>>> parts = new ArrayList<>();
            for (Input input : Inputs.find(plan.sources())) {
                parts.add(pool.submit(() -> file(reading, input)));
            }
            for (Future<Map<String, Counts>> part : parts) {
                part.get().forEach((source, counts) -> all.merge(source, counts, Counts::plus));
            }
        } catch (ExecutionException e) {
            throw LocalRunner.failure(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.util.concurrent.CancellationException();
        }
        return all;
    }

    private static Map<String, Counts> file(Reading reading, Input input) {
        Map<String, Counts> counts = new TreeMap<>();
        try (Cursor<PendingDocument> rows = reading.reader(input.file()).openLazily(input.file())) {
            for (PendingDocument pending = rows.next(); pending != null; pending = rows.next()) {
                Document document = pending.get();
                String text = document.text();
                int points = text.codePointCount(0, text.length());
                long[] lengths = new long[LENGTHS + 1];
                lengths[LENGTHS - Integer.numberOfLeadingZeros(points)]++;
                long bytes = text.getBytes(StandardCharsets.UTF_8).length;
                Counts one = new Counts(1, points, bytes, text.isBlank() ? 1 : 0, lengths);
                counts.merge(document.source(), one, Counts::plus);
            }
        }
        return counts;
    }
}
