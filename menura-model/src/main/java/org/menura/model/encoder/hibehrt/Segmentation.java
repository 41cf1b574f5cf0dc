package org.menura.model.encoder.hibehrt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.format.FormatException;

/**
 * The segmentation of a record by Hi-BEHRT (arXiv 2106.11360, section III-B): windows of equal length that overlap.
 *
 * @param longest most tokens of a record; of a longer one its end is kept
 * @param length tokens of a segment; the last ones may be shorter
 * @param move tokens from one segment's start to the next one's
 */
public record Segmentation(int longest, int length, int move) {
    public Segmentation {
        if (length < 1 || move < 1 || longest < length || (longest - length) % move != 0) {
            throw new FormatException(("segments of %d tokens that move by %d cannot fill records of %d; max_seq_length"
                            + " - segment_length must be a multiple of move_length")
                    .formatted(length, move, longest));
        }
    }

    /**
     * Tokens of a record that are read together.
     *
     * @param codes ids of diagnoses, drugs, tests and of the separator that ends each visit
     * @param ages age at each token, as an id
     * @param parities 0 and 1 in turn from visit to visit, 0 for the first of the segment
     * @param visits number of each token's visit, 0 for the first of the segment
     */
    public record Segment(int[] codes, int[] ages, int[] parities, int[] visits) {}

    /**
     * Splits a record into segments; none if it is empty.
     *
     * @param codes one id per token, oldest first
     * @param ages one id per token
     * @param separator the code that ends a visit
     */
    public List<Segment> of(int[] codes, int[] ages, int separator) {
        if (codes.length != ages.length) {
            throw new IllegalArgumentException("%d codes with %d ages".formatted(codes.length, ages.length));
        }
        int skipped = Math.max(0, codes.length - longest);
        int kept = codes.length - skipped;
        List<Segment> segments = new ArrayList<>();
        for (int start = 0; start < kept && start + length <= longest; start += move) {
            int from = skipped + start;
            int to = Math.min(from + length, codes.length);
            int[] own = Arrays.copyOfRange(codes, from, to);
            int[] visits = visits(own, separator);
            int[] parities = Arrays.stream(visits).map(v -> v & 1).toArray();
            segments.add(new Segment(own, Arrays.copyOfRange(ages, from, to), parities, visits));
        }
        return segments;
    }

    private static int[] visits(int[] codes, int separator) {
        int[] visits = new int[codes.length];
        for (int i = 1; i < codes.length; i++) {
            visits[i] = visits[i - 1] + (codes[i - 1] == separator ? 1 : 0);
        }
        return visits;
    }
}
