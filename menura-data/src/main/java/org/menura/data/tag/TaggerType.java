package org.menura.data.tag;

import java.util.List;
import java.util.function.Function;
import org.menura.data.plan.Options;

/**
 * A kind of tagger that plans name.
 *
 * @param name of the tagger
 * @param description what it says of documents, as one sentence
 * @param parameters its keys in plans
 * @param factory makes a tagger of its options
 */
public record TaggerType(
        String name, String description, List<Parameter> parameters, Function<Options, Tagger> factory) {
    /**
     * A key of a tagger or filter in plans.
     *
     * @param name the key
     * @param standard its value where none is given; "needed" if there is none
     * @param description what it is
     */
    public record Parameter(String name, String standard, String description) {}

    static TaggerType plain(Tagger tagger, String description) {
        return new TaggerType(tagger.name(), description, List.of(), options -> tagger);
    }

    /** Creates a tagger; options that it doesn't know are errors. */
    public Tagger create(Options options) {
        Tagger tagger = factory.apply(options);
        options.finish();
        return tagger;
    }
}
