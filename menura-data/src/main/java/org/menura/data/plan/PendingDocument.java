package org.menura.data.plan;

import java.util.function.Supplier;
import org.menura.data.dolma.Document;

/** A document that is parsed when it is asked for, on any thread. */
public interface PendingDocument extends Supplier<Document> {
    /** Returns about how many bytes it takes. */
    int bytes();

    /** Wraps a document that is there. */
    static PendingDocument of(Document document) {
        return new PendingDocument() {
            @Override
            public int bytes() {
                return document.text().length();
            }

            @Override
            public Document get() {
                return document;
            }
        };
    }
}
