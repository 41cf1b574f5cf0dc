package org.menura.data.plan;

import java.util.List;
import java.util.Map;
import org.menura.data.dolma.Attributes;
import org.menura.data.dolma.Document;
import org.menura.data.dolma.RowId;
import org.menura.data.dolma.Span;

/**
 * A row on its way through a plan: a document and what was said of it so far.
 *
 * @param id the identity of the document as it was read; stages that change the text leave it
 */
public record Row(RowId id, Document document, Attributes attributes) {
    /** Creates the row of a document that was just read. */
    public static Row of(Document document) {
        return new Row(RowId.of(document), document, Attributes.NONE);
    }

    /** Returns the text. */
    public String text() {
        return document.text();
    }

    /** Returns the row with another document of the same identity. */
    public Row with(Document changed) {
        return new Row(id, changed, attributes);
    }

    /** Returns the row with another text. */
    public Row withText(String text) {
        return with(document.withText(text));
    }

    /** Returns the row with more attributes; see {@link Attributes#with}. */
    public Row with(Map<String, List<Span>> added) {
        return new Row(id, document, attributes.with(added));
    }
}
