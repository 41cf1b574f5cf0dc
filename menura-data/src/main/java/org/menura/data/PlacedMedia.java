package org.menura.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.menura.format.Modality;

/**
 * The pictures and sounds of a document, and where their rows lie among its tokens.
 *
 * @param places in the order of the conversation
 * @param prefix how many of the first tokens see each other in both directions; 0 in most models
 */
public record PlacedMedia(List<Place> places, int prefix) {
    /** Text alone. */
    public static final PlacedMedia NONE = new PlacedMedia(List.of(), 0);

    /** Tokens {@code start} to {@code start + count} (exclusive), which stand for rows of a picture or sound. */
    public record Rows(int start, int count) {
        /** Returns the runs of ascending tokens. */
        public static List<Rows> of(int[] tokens) {
            List<Rows> runs = new ArrayList<>();
            for (int i = 0, from = 0; i < tokens.length; i++) {
                if (i + 1 == tokens.length || tokens[i + 1] > tokens[i] + 1) {
                    runs.add(new Rows(tokens[from], i + 1 - from));
                    from = i + 1;
                }
            }
            return runs;
        }

        int end() {
            return start + count;
        }
    }

    /**
     * A picture or sound.
     *
     * @param rows at least one, from left to right
     */
    public record Place(Modality modality, Path file, List<Rows> rows) {
        public Place {
            rows = List.copyOf(rows);
            if (rows.isEmpty()) {
                throw new IllegalArgumentException(file + " has no rows");
            }
        }

        int start() {
            return rows.getFirst().start;
        }

        int end() {
            return rows.getLast().end();
        }

        /** The tokens that stand for its rows. */
        public int[] tokens() {
            return rows.stream()
                    .flatMapToInt(r -> IntStream.range(r.start, r.end()))
                    .toArray();
        }

        private Place moved(int by) {
            return new Place(
                    modality,
                    file,
                    rows.stream().map(r -> new Rows(r.start + by, r.count)).toList());
        }
    }

    public PlacedMedia {
        places = List.copyOf(places);
    }

    /** Whether there is nothing but text. */
    public boolean isEmpty() {
        return places.isEmpty() && prefix == 0;
    }

    /** The token behind the last that belongs to any of this. */
    int end() {
        return Math.max(prefix, places.stream().mapToInt(Place::end).max().orElse(0));
    }

    /** Those that lie wholly among the tokens {@code from} to {@code to} (exclusive). */
    PlacedMedia slice(int from, int to) {
        List<Place> inside = new ArrayList<>();
        for (Place p : places) {
            if (p.start() >= from && p.end() <= to) {
                inside.add(p.moved(-from));
            }
        }
        return new PlacedMedia(inside, Math.clamp(prefix - from, 0, to - from));
    }

    /**
     * The last place up to {@code to} where the document may be cut: not within a picture or sound, nor a prefix.
     *
     * @param from where the piece begins, which is such a place itself
     * @return {@code from} if there is none
     */
    int cut(int from, int to) {
        int cut = prefix > from && prefix > to ? from : to;
        for (Place p : places.reversed()) {
            cut = p.start() < cut && cut < p.end() ? p.start() : cut;
        }
        return Math.max(from, cut);
    }
}
