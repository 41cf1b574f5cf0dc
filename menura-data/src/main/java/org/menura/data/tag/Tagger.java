package org.menura.data.tag;

import java.util.List;
import java.util.Map;
import org.menura.data.dolma.Document;
import org.menura.data.dolma.Span;

/** Says something of documents in spans, and changes none. One instance serves all threads. */
public interface Tagger {
    /** Returns its name, which becomes part of its attributes' names. */
    String name();

    /**
     * Tags a document.
     *
     * @throws org.menura.format.FormatException if it can't be tagged, such as for metadata that is not there
     */
    void tag(TaggedText text, SpanSink out);

    /** Tags a document. Returns the spans by type. */
    default Map<String, List<Span>> tag(Document document) {
        SpanSink out = new SpanSink();
        tag(new TaggedText(document), out);
        return out.spans();
    }
}
