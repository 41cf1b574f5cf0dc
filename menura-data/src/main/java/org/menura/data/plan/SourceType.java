package org.menura.data.plan;

import java.nio.file.Path;
import org.menura.data.Cursor;
import org.menura.data.dolma.Document;

/**
 * A format of files that hold documents. Implementations have a public constructor without parameters and are named in
 * {@code META-INF/services/org.menura.data.plan.SourceType}, Menura's own as any other's.
 */
public interface SourceType {
    /** A reader with its options. Serves all threads; cursors belong to one each. */
    @FunctionalInterface
    interface Reader {
        /**
         * Opens a file. The documents must not depend on the file's name or on positions in it, so that a corpus
         * that is split another way has the same rows.
         */
        Cursor<Document> open(Path file);

        /** Opens a file whose documents are parsed when they are asked for, on any thread. */
        default Cursor<PendingDocument> openLazily(Path file) {
            return open(file).map(PendingDocument::of);
        }
    }

    /** Returns the name in plans, such as {@code warc}. */
    String name();

    /** Returns whether a file is taken for one of this format where the plan names none. */
    boolean matches(Path file);

    /**
     * Creates a reader.
     *
     * @param options the source's keys in the plan that the engine doesn't know itself
     */
    Reader create(Options options);
}
