package org.menura.data.tag;

import org.menura.data.dolma.Document;
import org.menura.data.text.TextView;

/**
 * A document with a view of its text that its taggers share. For one thread.
 *
 * @param document the document
 * @param view its text
 */
public record TaggedText(Document document, TextView view) {
    /** Views a document's text with the words of UAX #29. */
    public TaggedText(Document document) {
        this(document, new TextView(document.text()));
    }

    /** Returns the text's code points. */
    int[] points() {
        return view.points();
    }

    /** Returns the number of code points. */
    int length() {
        return view.length();
    }
}
