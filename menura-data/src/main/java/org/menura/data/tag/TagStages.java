package org.menura.data.tag;

import java.util.ArrayList;
import java.util.List;
import org.menura.data.plan.Options;
import org.menura.data.plan.Stage;
import org.menura.data.plan.StageType;

/** The stages of {@link Filters} and of {@link Taggers}, as plans find them. */
public final class TagStages {
    private TagStages() {}

    /**
     * Puts taggers that stand among stages into one stage that tags, in the place of the first.
     *
     * @param experiment first part of the attributes' names
     * @param stages stages and taggers, each a name or a name with options in YAML
     */
    public static List<String> grouped(String experiment, List<String> stages) {
        List<String> others = new ArrayList<>();
        List<String> taggers = new ArrayList<>();
        int place = -1;
        for (String stage : stages) {
            int colon = stage.indexOf(':');
            String name = (colon < 0 ? stage : stage.substring(0, colon)).strip();
            if (!Taggers.types().containsKey(name)) {
                others.add(stage);
                continue;
            }
            place = place < 0 ? others.size() : place;
            taggers.add(colon < 0 ? name : "{" + stage.strip() + "}");
        }
        if (place >= 0) {
            String name = experiment.replace("\\", "\\\\").replace("\"", "\\\"");
            others.add(place, "tag: {experiment: \"%s\", taggers: [%s]}".formatted(name, String.join(", ", taggers)));
        }
        return others;
    }

    /** Tags documents. */
    public static final class TagType implements StageType {
        @Override
        public String name() {
            return "tag";
        }

        @Override
        public String description() {
            return "Tags documents with any of the taggers; attributes are named EXPERIMENT__TAGGER__TYPE.";
        }

        @Override
        public Stage create(Options options) {
            return TagStage.of(options);
        }
    }

    private abstract static class Type implements StageType {
        private final FilterType type;

        Type(String name) {
            type = Filters.type(name);
        }

        @Override
        public final String name() {
            return type.name();
        }

        @Override
        public final String description() {
            return type.description();
        }

        @Override
        public final Stage create(Options options) {
            return type.factory().apply(options);
        }
    }

    /** See the filter of its name. */
    public static final class GopherRepetitionType extends Type {
        /** Creates the type. */
        public GopherRepetitionType() {
            super("gopher_repetition");
        }
    }

    /** See the filter of its name. */
    public static final class GopherQualityType extends Type {
        /** Creates the type. */
        public GopherQualityType() {
            super("gopher_quality");
        }
    }

    /** See the filter of its name. */
    public static final class C4QualityType extends Type {
        /** Creates the type. */
        public C4QualityType() {
            super("c4_quality");
        }
    }

    /** See the filter of its name. */
    public static final class FineWebQualityType extends Type {
        /** Creates the type. */
        public FineWebQualityType() {
            super("fineweb_quality");
        }
    }

    /** See the filter of its name. */
    public static final class C4ParagraphsType extends Type {
        /** Creates the type. */
        public C4ParagraphsType() {
            super("c4_paragraphs");
        }
    }

    /** See the filter of its name. */
    public static final class C4BadWordsType extends Type {
        /** Creates the type. */
        public C4BadWordsType() {
            super("c4_badwords");
        }
    }

    /** See the filter of its name. */
    public static final class RegexType extends Type {
        /** Creates the type. */
        public RegexType() {
            super("regex");
        }
    }

    /** See the filter of its name. */
    public static final class PiiReplaceType extends Type {
        /** Creates the type. */
        public PiiReplaceType() {
            super("pii_replace");
        }
    }

    /** See the filter of its name. */
    public static final class SymbolLinesType extends Type {
        /** Creates the type. */
        public SymbolLinesType() {
            super("symbol_lines");
        }
    }

    /** See the filter of its name. */
    public static final class NormalizeType extends Type {
        /** Creates the type. */
        public NormalizeType() {
            super("normalize");
        }
    }

    /** See the filter of its name. */
    public static final class LanguageType extends Type {
        /** Creates the type. */
        public LanguageType() {
            super("language");
        }
    }

    /** See the filter of its name. */
    public static final class FastTextFilterType extends Type {
        /** Creates the type. */
        public FastTextFilterType() {
            super("fasttext_filter");
        }
    }

    /** See the filter of its name. */
    public static final class UrlFilterType extends Type {
        /** Creates the type. */
        public UrlFilterType() {
            super("url_filter");
        }
    }

    /** See the filter of its name. */
    public static final class UnigramType extends Type {
        /** Creates the type. */
        public UnigramType() {
            super("unigram_log_prob");
        }
    }

    /** See the filter of its name. */
    public static final class PerplexityType extends Type {
        /** Creates the type. */
        public PerplexityType() {
            super("perplexity");
        }
    }
}
