package org.menura.data.tag;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import org.menura.data.plan.Options;
import org.menura.data.tag.GopherRepetition.Limit;
import org.menura.data.tag.TaggerType.Parameter;
import org.menura.data.text.PointSet;
import org.menura.data.text.WordSet;
import org.menura.format.FormatException;

/** All kinds of filters, with their parameters. Those of datatrove decide as datatrove 0.10.1 by the words of UAX #29. */
public final class Filters {
    private static final double MANY = 1e12;
    private static final SequencedMap<String, FilterType> TYPES = new LinkedHashMap<>();

    static {
        add(gopherRepetition());
        add(gopherQuality());
        add(c4Quality());
        add(fineWebQuality());
        add(new FilterType(
                "c4_paragraphs",
                "Keeps documents with enough long lines, as mC4 does.",
                List.of(
                        parameter("min_paragraphs", 3, "fewest long lines"),
                        parameter("min_paragraph_len", 200, "their least length in code points")),
                options -> FilterType.stage(new LongLines((int) options.whole("min_paragraphs", 3, 1, 1_000_000), (int)
                        options.whole("min_paragraph_len", 200, 0, 1_000_000_000)))));
        add(new FilterType(
                "c4_badwords",
                "Drops documents with a word of a list of bad words; the English one is there.",
                List.of(
                        parameter("keep_fraction", 0, "share of those documents that are kept, drawn by their id"),
                        parameter("language", "en", "language of documents without metadata.language"),
                        parameter("lists", "none", "files of words by language, one a line: {de: de.txt}"),
                        parameter("unknown", "refuse", "refuse, or keep documents of languages without a list")),
                BadWords::stage));
        add(new FilterType(
                "regex",
                "Drops documents that a regular expression of Java's with Python's classes and line ends matches.",
                List.of(parameter("pattern", "needed", "the expression")),
                MetadataFilters::regex));
        add(new FilterType(
                "pii_replace",
                "Puts other addresses for e-mail and public IP addresses, in turn within a document.",
                List.of(
                        parameter("emails", true, "whether e-mail addresses are replaced"),
                        parameter("ips", true, "whether IP addresses are replaced"),
                        parameter("only_public_ips", true, "whether addresses of private networks stay"),
                        parameter("email_replacement", "email@example.com, firstname.lastname@example.org", "in turn"),
                        parameter("ip_replacement", "six addresses that nobody answers at", "in turn")),
                PiiReplacer::stage));
        add(new FilterType(
                "symbol_lines",
                "Removes lines of nothing but punctuation and symbols.",
                List.of(
                        parameter("symbols", "datatrove's punctuation", "the characters"),
                        parameter("replace_char", "nothing", "a line that is put for each group of them")),
                options -> FilterType.stage(SymbolLines.of(options))));
        add(new FilterType(
                "normalize",
                "Normalises texts.",
                List.of(
                        parameter("form", "NFC", "NFC, NFD, NFKC, NFKD or none"),
                        parameter("simplify", false, "small letters, no punctuation, numbers as 0, no diacritics")),
                options -> FilterType.stage(Normalise.of(options))));
        MetadataFilters.types().forEach(Filters::add);
        add(PerplexityStage.type());
    }

    private Filters() {}

    private static void add(FilterType type) {
        TYPES.put(type.name(), type);
    }

    static Parameter parameter(String name, Object standard, String description) {
        return new Parameter(name, String.valueOf(standard), description);
    }

    /** Returns all kinds by name. */
    public static SequencedMap<String, FilterType> types() {
        return Collections.unmodifiableSequencedMap(TYPES);
    }

    /** Returns the kind of a name, which must be there. */
    static FilterType type(String name) {
        FilterType type = TYPES.get(name);
        if (type == null) {
            throw new IllegalArgumentException("no filter is called " + name);
        }
        return type;
    }

    private static FilterType gopherRepetition() {
        GopherRepetition d = GopherRepetition.DEFAULT;
        return text(
                "gopher_repetition",
                "Drops texts that repeat lines, paragraphs or n-grams of words (Gopher).",
                List.of(
                        parameter("dup_line_frac", d.lines(), "most repeated lines, as a share; 0: any"),
                        parameter("dup_para_frac", d.paragraphs(), "most repeated paragraphs"),
                        parameter("dup_line_char_frac", d.lineCharacters(), "most characters in repeated lines"),
                        parameter("dup_para_char_frac", d.paragraphCharacters(), "the same of paragraphs"),
                        parameter("top_n_grams", shown(d.top()), "most characters in the most frequent n-gram"),
                        parameter("dup_n_grams", shown(d.repeated()), "most characters in repeated n-grams")),
                options -> new GopherRepetition(
                        options.real("dup_line_frac", d.lines(), 0, 1),
                        options.real("dup_para_frac", d.paragraphs(), 0, 1),
                        options.real("dup_line_char_frac", d.lineCharacters(), 0, 1),
                        options.real("dup_para_char_frac", d.paragraphCharacters(), 0, 1),
                        limits(options, "top_n_grams", d.top()),
                        limits(options, "dup_n_grams", d.repeated())));
    }

    private static String shown(List<Limit> limits) {
        List<String> texts = new ArrayList<>();
        limits.forEach(limit -> texts.add(limit.n() + ": " + limit.share()));
        return "{" + String.join(", ", texts) + "}";
    }

    private static List<Limit> limits(Options options, String key, List<Limit> otherwise) {
        if (!options.has(key)) {
            return otherwise;
        }
        Options part = options.part(key);
        List<Limit> limits = new ArrayList<>();
        for (String n : part.names()) {
            if (!n.matches("[1-9]\\d{0,2}")) {
                throw part.error(n, "is no number of words from 1 to 999");
            }
            limits.add(new Limit(Integer.parseInt(n), part.real(n, 0, 0, 1)));
        }
        return List.copyOf(limits);
    }

    private static FilterType gopherQuality() {
        GopherQuality d = GopherQuality.DEFAULT;
        return text(
                "gopher_quality",
                "Drops texts that aren't prose: short, long, symbols, bullets, few letters or stop words (Gopher).",
                List.of(
                        parameter("min_doc_words", d.minWords(), "fewest words that aren't punctuation; 0: any"),
                        parameter("max_doc_words", d.maxWords(), "most of them"),
                        parameter("min_avg_word_length", d.minLength(), "least mean length of them"),
                        parameter("max_avg_word_length", d.maxLength(), "most"),
                        parameter("max_symbol_word_ratio", d.maxSymbols(), "most hashes, or ellipses, a word"),
                        parameter("max_bullet_lines_ratio", d.maxBullets(), "most lines with a bullet, as a share"),
                        parameter("max_ellipsis_lines_ratio", d.maxEllipses(), "most lines that end in an ellipsis"),
                        parameter("max_non_alpha_words_ratio", d.minLetters(), "least share of words with a letter"),
                        parameter("min_stop_words", d.minStopWords(), "fewest different stop words"),
                        parameter("stop_words", String.join(", ", d.stopWords().words()), "the stop words")),
                options -> new GopherQuality(
                        options.whole("min_doc_words", d.minWords(), 0, Long.MAX_VALUE),
                        options.whole("max_doc_words", d.maxWords(), 0, Long.MAX_VALUE),
                        options.real("min_avg_word_length", d.minLength(), 0, MANY),
                        options.real("max_avg_word_length", d.maxLength(), 0, MANY),
                        options.real("max_symbol_word_ratio", d.maxSymbols(), 0, MANY),
                        options.real("max_bullet_lines_ratio", d.maxBullets(), 0, 1),
                        options.real("max_ellipsis_lines_ratio", d.maxEllipses(), 0, 1),
                        options.real("max_non_alpha_words_ratio", d.minLetters(), 0, 1),
                        (int) options.whole("min_stop_words", d.minStopWords(), 0, 1_000_000),
                        options.has("stop_words") ? new WordSet(options.texts("stop_words")) : d.stopWords()));
    }

    private static FilterType c4Quality() {
        C4Quality d = C4Quality.DEFAULT;
        return text(
                "c4_quality",
                "Keeps lines that are sentences; drops drafts, code and pages with few sentences (C4).",
                List.of(
                        parameter("split_paragraph", d.byLine(), "whether rules look at lines; else at sentences"),
                        parameter("remove_citations", d.removesCitations(), "whether [3] and [edit] are removed"),
                        parameter("filter_no_terminal_punct", d.endsInMark(), "whether lines must end a sentence"),
                        parameter("min_num_sentences", d.minSentences(), "fewest sentences; -1: any"),
                        parameter("min_words_per_line", d.minWords(), "fewest words of a line; -1: any"),
                        parameter("max_word_length", d.maxWordLength(), "longest word of a line; -1: any"),
                        parameter("filter_lorem_ipsum", d.loremIpsum(), "whether such pages are dropped"),
                        parameter("filter_javascript", d.javascript(), "whether such lines are dropped"),
                        parameter("filter_curly_bracket", d.curlyBracket(), "whether pages with one are dropped"),
                        parameter("filter_policy", d.policy(), "whether lines about cookies and terms are dropped")),
                options -> new C4Quality(
                        options.flag("split_paragraph", d.byLine()),
                        options.flag("remove_citations", d.removesCitations()),
                        options.flag("filter_no_terminal_punct", d.endsInMark()),
                        (int) options.whole("min_num_sentences", d.minSentences(), -1, 1_000_000),
                        (int) options.whole("min_words_per_line", d.minWords(), -1, 1_000_000),
                        (int) options.whole("max_word_length", d.maxWordLength(), -1, Integer.MAX_VALUE),
                        options.flag("filter_lorem_ipsum", d.loremIpsum()),
                        options.flag("filter_javascript", d.javascript()),
                        options.flag("filter_curly_bracket", d.curlyBracket()),
                        options.flag("filter_policy", d.policy())));
    }

    private static FilterType fineWebQuality() {
        FineWebQuality d = FineWebQuality.DEFAULT;
        return text(
                "fineweb_quality",
                "Drops lists, menus and repeated lines (FineWeb).",
                List.of(
                        parameter("line_punct_thr", d.minPunctuated(), "least share of lines that end in a mark"),
                        parameter("line_punct_exclude_zero", d.allowsNone(), "whether texts without any pass"),
                        parameter("stop_chars", "marks of many scripts", "the marks, as one text"),
                        parameter("short_line_thr", d.maxShort(), "most short lines, as a share"),
                        parameter("short_line_length", d.shortLine(), "longest short line in code points"),
                        parameter("char_duplicates_ratio", d.maxRepeated(), "most characters in repeated lines"),
                        parameter("new_line_ratio", d.maxLineFeeds(), "most line feeds a word")),
                options -> new FineWebQuality(
                        options.real("line_punct_thr", d.minPunctuated(), 0, 1),
                        options.flag("line_punct_exclude_zero", d.allowsNone()),
                        options.has("stop_chars") ? PointSet.of(options.text("stop_chars")) : d.stopCharacters(),
                        options.real("short_line_thr", d.maxShort(), 0, 1),
                        (int) options.whole("short_line_length", d.shortLine(), 0, 1_000_000),
                        options.real("char_duplicates_ratio", d.maxRepeated(), 0, 1),
                        options.real("new_line_ratio", d.maxLineFeeds(), 0, MANY)));
    }

    private static FilterType text(
            String name, String description, List<Parameter> parameters, Function<Options, TextFilter> factory) {
        return new FilterType(name, description, parameters, options -> FilterType.stage(factory.apply(options)));
    }

    static FormatException missing(String document, String what) {
        return new FormatException("document %s has no %s, which this stage decides by".formatted(document, what));
    }
}
