package org.menura.train.setup;

import org.jspecify.annotations.Nullable;
import org.menura.data.Corpus;
import org.menura.data.Cursor;

/** A limit on the records of each file that are tokenised, for a check of the data. */
public final class RecordLimit {
    private final long most;
    private boolean reached;

    /** Makes a limit of a number of records. */
    public RecordLimit(long most) {
        this.most = most;
    }

    /** Makes a limit that is never reached. */
    public static RecordLimit none() {
        return new RecordLimit(Long.MAX_VALUE);
    }

    /** Returns whether a file had more records than the limit. */
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
