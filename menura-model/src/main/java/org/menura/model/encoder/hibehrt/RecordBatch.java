package org.menura.model.encoder.hibehrt;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.menura.tensor.Segments;

/**
 * The segments of several records, laid behind each other without padding.
 *
 * @param codes [tokens]
 * @param ages [tokens]
 * @param parities [tokens]; see {@link Segmentation.Segment}
 * @param visits [tokens]
 * @param tokens how tokens fall into segments
 * @param segments how segments fall into records
 */
public record RecordBatch(int[] codes, int[] ages, int[] parities, int[] visits, Segments tokens, Segments segments) {
    /**
     * Joins records.
     *
     * @throws IllegalArgumentException if one has no segments, or one of them has no tokens
     */
    public static RecordBatch of(List<List<Segmentation.Segment>> records) {
        List<Segmentation.Segment> all = records.stream().flatMap(List::stream).toList();
        if (records.stream().anyMatch(List::isEmpty) || all.stream().anyMatch(s -> s.codes().length == 0)) {
            throw new IllegalArgumentException("a health record is empty; it needs at least one token");
        }
        int[] lengths = all.stream().mapToInt(s -> s.codes().length).toArray();
        return new RecordBatch(
                joined(all, Segmentation.Segment::codes),
                joined(all, Segmentation.Segment::ages),
                joined(all, Segmentation.Segment::parities),
                joined(all, Segmentation.Segment::visits),
                Segments.ofLengths(lengths),
                Segments.ofLengths(records.stream().mapToInt(List::size).toArray()));
    }

    private static int[] joined(List<Segmentation.Segment> all, Function<Segmentation.Segment, int[]> part) {
        return all.stream().map(part).flatMapToInt(Arrays::stream).toArray();
    }
}
