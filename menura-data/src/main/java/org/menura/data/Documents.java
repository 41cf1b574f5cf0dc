package org.menura.data;

import java.util.List;
import org.menura.format.FormatException;

/** A data set of tokenised documents, accessed by number. May be read by many threads at once. */
public interface Documents {
    /** Returns the number of documents. */
    long count();

    /** Returns the number of tokens of a document. */
    int length(long document);

    /** Returns tokens {@code from} to {@code to} (exclusive) of a document. */
    TokenDocument slice(long document, int from, int to);

    /** Returns the images and audio of a document. */
    default PlacedMedia media(long document) {
        return PlacedMedia.NONE;
    }

    /**
     * Returns the token at which a piece of a document ends.
     *
     * @param from the first token of the piece
     * @param to the latest end of the piece, exclusive
     * @return at most {@code to}, and not within an image or audio; {@code from} if there is no such place
     */
    default int cut(long document, int from, int to) {
        return to >= length(document) ? to : media(document).cut(from, to);
    }

    /**
     * Returns the first {@code most} tokens of a document, or fewer, so that no image or audio is cut.
     *
     * @throws FormatException if not even its first image or audio fits
     */
    default TokenDocument start(long document, int most) {
        int end = cut(document, 0, Math.min(most, length(document)));
        if (end == 0 && length(document) > 0) {
            throw tooLong(most);
        }
        return slice(document, 0, end);
    }

    /** Returns the exception for images and audio with too many rows. */
    static FormatException tooLong(int most) {
        return new FormatException(
                "a picture or sound of the data has more rows than the %d tokens of a sequence;".formatted(most)
                        + " raise batch.length");
    }

    /** Returns a whole document. */
    default TokenDocument document(long document) {
        return slice(document, 0, length(document));
    }

    /** Creates a data set of documents in memory. */
    static Documents of(List<TokenDocument> documents) {
        List<TokenDocument> copy = List.copyOf(documents);
        return new Documents() {
            @Override
            public long count() {
                return copy.size();
            }

            @Override
            public int length(long document) {
                return copy.get(Math.toIntExact(document)).length();
            }

            @Override
            public PlacedMedia media(long document) {
                return copy.get(Math.toIntExact(document)).media();
            }

            @Override
            public TokenDocument slice(long document, int from, int to) {
                return copy.get(Math.toIntExact(document)).slice(from, to);
            }
        };
    }
}
