package org.menura.train.data;

import java.util.List;

/** Tokenised documents by number. May be read by many threads at once. */
public interface Documents {
    /** How many there are. */
    long count();

    /** Number of tokens of a document. */
    int length(long document);

    /** Tokens {@code from} to {@code to} (exclusive) of a document. */
    TokenDocument slice(long document, int from, int to);

    /** A whole document. */
    default TokenDocument document(long document) {
        return slice(document, 0, length(document));
    }

    /** Documents in memory. */
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
            public TokenDocument slice(long document, int from, int to) {
                return copy.get(Math.toIntExact(document)).slice(from, to);
            }
        };
    }
}
