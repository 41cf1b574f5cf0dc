package org.menura.train.setup;

import org.jspecify.annotations.Nullable;
import org.menura.data.Corpus;
import org.menura.data.Cursor;

/** Limits how many records of each file are tokenised, where data is only looked at. */
public final class RecordLimit {
    private final long most;
    private boolean reached;

    /** A limit of some records. */
    public RecordLimit(long most) {
        this.most = most;
    }

    /** No limit. */
    public static RecordLimit none() {
        return new RecordLimit(Long.MAX_VALUE);
    }

    /** Whether a file had more. */
    public boolean isReached() {
        return reached;
    }

    <T> Corpus<T> of(Corpus<T> corpus) {
        return most == Long.MAX_VALUE
                ? corpus
                : new Corpus<>(corpus.files(), file -> {
                    Cursor<T> all = corpus.reader().apply(file);
                    return new Cursor<>() {
                        private long seen;

                        @Override
                        public @Nullable T next() {
                            T next = all.next();
                            if (next != null && ++seen > most) {
                                reached = true;
                                return null;
                            }
                            return next;
                        }

                        @Override
                        public void close() {
                            all.close();
                        }
                    };
                });
    }
}
