package org.menura.data.tag;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.menura.data.plan.Options;
import org.menura.format.FormatException;
import org.menura.format.yaml.NearestName;

/** All kinds of taggers. Those of Dolma's names say what Dolma 1.2.1's say. */
public final class Taggers {
    private static final Map<String, String> LENGTHS = Map.ofEntries(
            Map.entry("bytes_length_v1", "Bytes of the text in UTF-8."),
            Map.entry("doc_count_v1", "One a document."),
            Map.entry("char_length_v1", "Code points."),
            Map.entry("char_length_strip_ws_v1", "Code points without whitespace at the ends."),
            Map.entry("char_length_with_paragraphs_v1", "Code points of paragraphs and the document."),
            Map.entry("whitespace_tokenizer_v1", "Runs of word characters and of others, and one more."),
            Map.entry("whitespace_tokenizer_with_paragraphs_v1", "The same of paragraphs, and their sum."),
            Map.entry("uniseg_length_v1", "Segments by UAX #29, whitespace too."),
            Map.entry("uniseg_length_paragraphs_v1", "Words by UAX #29 of paragraphs, also negative."),
            Map.entry("uniseg_length_paragraphs_with_empty_v1", "The same, blank paragraphs too."),
            Map.entry("uniseg_length_paragraphs_with_doc_length_v1", "The same, and their sum."),
            Map.entry("olmo_pretokenizer_v1", "Pieces of OLMo's pre-tokenizer."),
            Map.entry("olmo_pretokenizer_with_paragraphs_v1", "The same of paragraphs, and their sum."),
            Map.entry("code_copyright_comments_v1", "Copyright notices and comments at the beginning of code."),
            Map.entry("code_redpajama_taggers_v1", "Lengths of lines, shares of letters and digits."));

    /** What Dolma has and this has not, by how names begin, with what to take instead. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("cld", "CLD's models are part of their C++ code; take ft_lang_id_* with a fastText model."),
            Map.entry("langdetect", "take ft_lang_id_* with a fastText model, which is faster and more exact."),
            Map.entry("lingua", "its models take gigabytes; take ft_lang_id_* with a fastText model."),
            Map.entry("pii_presidio", "Presidio is a Python service; take pii_regex_with_counts_fast_v2."),
            Map.entry("code_secrets", "it is the Python program detect-secrets; run that and keep its attributes."),
            Map.entry("code_starcoder", "it needs Pygments' and Python's own parsers; take code_redpajama_taggers_v1."),
            Map.entry("tokenizer_repetitions", "take repetitions_v1, which finds repeated text whatever the tokens."),
            Map.entry("paragraph_tokenizer_repetitions", "take paragraph_repetitions_v1."),
            Map.entry("oisd", "lists of Adblock rules aren't read; take domain_blocklist with a list of hosts."),
            Map.entry("brave", "lists of Adblock rules aren't read; take domain_blocklist with a list of hosts."),
            Map.entry("blocklist", "its list is not shipped; take domain_blocklist with files: [the list]."),
            Map.entry("domain_blocklist_", "its list is not shipped; take domain_blocklist with files: [the list]."),
            Map.entry("link_blocklist_", "its list is not shipped; take url_blocklist with files: [the list]."),
            Map.entry("allowlist", "its list is not shipped; take domain_blocklist with files: [the list]."));

    private static final SequencedMap<String, TaggerType> TYPES = new LinkedHashMap<>();

    static {
        add(new Gopher("gopher_v1", false), "Gopher's measures of repetition and prose; empty lines count.");
        add(new Gopher("gopher_v2", true), "Gopher's measures of repetition and prose; empty lines don't count.");
        add(new C4.First("c4_v1"), "C4's rules: lines without an end or with few words, drafts, code, naughty words.");
        add(new C4.Second("c4_v2"), "C4's rules over the whole text in small letters.");
        add(new Repetitions("repetitions_v1", false), "Parts that stand four times or more behind each other.");
        add(new Repetitions("paragraph_repetitions_v1", true), "The same within paragraphs.");
        add(
                new Pii.Fast("pii_regex_with_counts_fast_v2"),
                "E-mail, telephone, IP addresses by paragraph, with counts.");
        add(new Pii.Windowed("pii_regex_v1", true, false), "The same over the text, with a look at what is around.");
        add(new Pii.Windowed("pii_regex_v2", false, false), "The same; texts without words score -1.");
        add(new Pii.Windowed("pii_regex_with_counts_v2", true, true), "The same as the first version, with counts.");
        Lengths.all().forEach(tagger -> add(tagger, LENGTHS.getOrDefault(tagger.name(), "")));
        add(new NotAlphanumeric("not_alphanum_paragraph_v1"), "Paragraphs of punctuation and symbols alone.");
        CodeTaggers.all().forEach(tagger -> add(tagger, LENGTHS.getOrDefault(tagger.name(), "")));
        List<TaggerType> more = new ArrayList<>();
        more.addAll(FastTextTaggers.types());
        more.addAll(MetadataTaggers.types());
        more.addAll(TokenizerTaggers.types());
        more.forEach(type -> TYPES.put(type.name(), type));
    }

    private Taggers() {}

    private static void add(Tagger tagger, String description) {
        TYPES.put(tagger.name(), TaggerType.plain(tagger, description));
    }

    /** Returns all kinds by name. */
    public static SequencedMap<String, TaggerType> types() {
        return java.util.Collections.unmodifiableSequencedMap(TYPES);
    }

    /**
     * Returns the kind of a name.
     *
     * @throws FormatException if there is none: it names what is near, or what to take instead
     */
    public static TaggerType type(String name) {
        TaggerType type = TYPES.get(name);
        if (type != null) {
            return type;
        }
        for (Map.Entry<String, String> refused : REFUSED.entrySet()) {
            if (name.startsWith(refused.getKey())) {
                throw new FormatException("the tagger %s is not supported: %s".formatted(name, refused.getValue()));
            }
        }
        throw new FormatException("there is no tagger '%s'; %s"
                .formatted(
                        name,
                        NearestName.of(name, TYPES.keySet())
                                .map(near -> "did you mean %s?".formatted(near))
                                .orElse("`menura data tag --list` prints all")));
    }

    /** Creates a tagger that takes no options. */
    public static Tagger of(String name) {
        return type(name).create(Options.none());
    }
}
