package org.menura.eval.task.function;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonTuple;

/** Texts whose likelihood is measured: WikiText and C4, whose tokens are joined to ordinary text, and Uncheatable Eval. */
final class WikiText {
    /** Categories of texts in the snapshot of Uncheatable Eval. */
    private static final List<String> SNAPSHOT = List.of(
            "ao3_english",
            "ao3_nonenglish",
            "arxiv_cs",
            "arxiv_math",
            "arxiv_other",
            "arxiv_physics",
            "bbc_news",
            "biorxiv_all",
            "github_cpp",
            "github_javascript",
            "github_markdown",
            "github_other",
            "github_python",
            "wikipedia_english",
            "wikipedia_nonenglish");

    private static final PythonRegex SPACE = PythonRegex.compile("\\s+");

    /** Texts that are replaced before brackets and quotes are. */
    private static final String[][] BEFORE = {
        {" @-@ ", "-"},
        {" @,@ ", ","},
        {" @.@ ", "."},
        {" : ", ": "},
        {" ; ", "; "},
        {" . ", ". "},
        {" ! ", "! "},
        {" ? ", "? "},
        {" , ", ", "}
    };

    /** Brackets and quotes, which lose the white space inside. */
    private static final Map<PythonRegex, String> PAIRS = pairs();

    /** Texts that are replaced afterwards. */
    private static final String[][] AFTER = {
        {"= = = =", "===="},
        {"= = =", "==="},
        {"= =", "=="},
        {" \u00b0 ", "\u00b0"},
        {" \n", "\n"},
        {"\n ", "\n"},
        {" N ", " 1 "},
        {" 's", "'s"}
    };

    private static final PythonRegex CONTRACTION = PythonRegex.compile("/' [0-9]/");

    private WikiText() {}

    private static Map<PythonRegex, String> pairs() {
        Map<PythonRegex, String> pairs = new LinkedHashMap<>();
        pairs.put(PythonRegex.compile("\\(\\s*([^\\)]*?)\\s*\\)"), "(\\1)");
        pairs.put(PythonRegex.compile("\\[\\s*([^\\]]*?)\\s*\\]"), "[\\1]");
        pairs.put(PythonRegex.compile("{\\s*([^}]*?)\\s*}"), "{\\1}");
        pairs.put(PythonRegex.compile("\\\"\\s*([^\\\"]*?)\\s*\\\""), "\"\\1\"");
        pairs.put(PythonRegex.compile("'\\s*([^']*?)\\s*'"), "'\\1'");
        return pairs;
    }

    static List<PythonModule> modules() {
        PythonModule snapshot = PythonModule.of(
                "uncheatable_eval/uncheatable_eval_utils.py",
                "025e3766f2b05a69ac7467b2114596a8adda4d66585f1ed5dec47ab0b6f067a3");
        for (String category : SNAPSHOT) {
            snapshot.rows(
                    "filter_" + category, rows -> rows.filter(row -> category.equals(Fields.get(row, "category"))));
        }
        return List.of(
                snapshot,
                PythonModule.of(
                                "wikitext/preprocess_wikitext.py",
                                "a44020374b172159bf5be80a64d2c4194c9d5c77284f696ac666361338c8da7d")
                        .text("wikitext_detokenizer", document -> joined(Fields.text(document, "page")))
                        .results("process_results", (document, results) -> perplexities(document, "page", results)),
                PythonModule.of(
                                "french_bench/preprocess_wikitext.py",
                                "e46844cb0ff9830ebaa5425f2e17fd097a6df5a167203240485b890e92a77008")
                        .text("wikitext_detokenizer", document -> joined(Fields.text(document, "paragraph")))
                        .results(
                                "process_results", (document, results) -> perplexities(document, "paragraph", results)),
                PythonModule.of(
                                "c4/preprocess_c4.py",
                                "95b94cddb9ed50a3db87806698146cb2b9a4a67235291c40bca18a20d49eb87b")
                        .text("c4_detokenizer", document -> joined(Fields.text(document, "text")))
                        .results("process_results", (document, results) -> perplexities(document, "text", results)));
    }

    private static String joined(String page) {
        String text = CONTRACTION.sub("/'[0-9]/", page.replace("s '", "s'"));
        for (String[] pair : BEFORE) {
            text = text.replace(pair[0], pair[1]);
        }
        for (Map.Entry<PythonRegex, String> pair : PAIRS.entrySet()) {
            text = pair.getKey().sub(pair.getValue(), text);
        }
        for (String[] pair : AFTER) {
            text = text.replace(pair[0], pair[1]);
        }
        return text;
    }

    /** Words and bytes are counted in the page as it was, before its tokens were joined. */
    private static Map<String, @Nullable Object> perplexities(
            Map<String, @Nullable Object> document, String field, List<@Nullable Object> results) {
        double likelihood = Likelihoods.value(results.getFirst());
        String page = Fields.text(document, field);
        long words = SPACE.split(page).size();
        long bytes = page.getBytes(StandardCharsets.UTF_8).length;
        Map<String, @Nullable Object> metrics = new LinkedHashMap<>();
        metrics.put("word_perplexity", PythonTuple.of(likelihood, words));
        metrics.put("byte_perplexity", PythonTuple.of(likelihood, bytes));
        metrics.put("bits_per_byte", PythonTuple.of(likelihood, bytes));
        return metrics;
    }
}
