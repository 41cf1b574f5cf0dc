package org.menura.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.menura.format.Modality;

/**
 * The images and audio of a document, and the tokens in whose place their embeddings go.
 *
 * @param places images and audio in the order of the conversation
 * @param prefix number of first tokens with bidirectional attention among themselves; 0 in most models
 */
public record PlacedMedia(List<Place> places, int prefix) {
    /** The media of a document of text alone. */
    public static final PlacedMedia NONE = new PlacedMedia(List.of(), 0);

    /**
     * A run of tokens {@code start} to {@code start + count} (exclusive), which stand for rows of an image or audio.
     */
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
     * An image or audio file and the tokens that stand for it.
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

        /** Returns the indices of the tokens that stand for its rows. */
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

    /** Returns whether the document is text alone. */
    public boolean isEmpty() {
        return places.isEmpty() && prefix == 0;
    }

    /** Returns the end of the media: the token behind the last that belongs to an image, audio or the prefix. */
    int end() {
        return Math.max(prefix, places.stream().mapToInt(Place::end).max().orElse(0));
    }

    /** Returns the media that lie wholly among the tokens {@code from} to {@code to} (exclusive). */
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
     * Returns the last place up to {@code to} where the document may be cut: not within an image or audio, nor a
     * prefix.
     *
     * @param from the start of the piece, which is such a place itself
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
