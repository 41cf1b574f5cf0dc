package org.menura.eval.card;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The JSON-LD context that Croissant recommends (docs.mlcommons.org/croissant, appendix 1), with that of RAI. */
final class DataContext {
    /** Terms of Croissant that keep their names. */
    private static final List<String> TERMS = List.of(
            "arrayShape",
            "citeAs",
            "column",
            "containedIn",
            "equivalentProperty",
            "extract",
            "field",
            "fileProperty",
            "fileObject",
            "fileSet",
            "format",
            "includes",
            "isArray",
            "isLiveDataset",
            "jsonPath",
            "key",
            "md5",
            "parentField",
            "path",
            "recordSet",
            "references",
            "regex",
            "repeated",
            "replace",
            "samplingRate",
            "separator",
            "source",
            "subField",
            "transform");

    private DataContext() {}

    static ObjectNode context() {
        ObjectNode context = JsonNodeFactory.instance.objectNode();
        context.put("@language", "en").put("@vocab", "https://schema.org/");
        context.put("sc", "https://schema.org/").put("cr", "http://mlcommons.org/croissant/");
        context.put("rai", "http://mlcommons.org/croissant/RAI/").put("dct", "http://purl.org/dc/terms/");
        context.put("conformsTo", "dct:conformsTo");
        TERMS.forEach(term -> context.put(term, "cr:" + term));
        context.putObject("data").put("@id", "cr:data").put("@type", "@json");
        context.putObject("examples").put("@id", "cr:examples").put("@type", "@json");
        context.putObject("dataType").put("@id", "cr:dataType").put("@type", "@vocab");
        context.putObject("name").put("@container", "@language");
        context.putObject("description").put("@container", "@language");
        return context;
    }
}
