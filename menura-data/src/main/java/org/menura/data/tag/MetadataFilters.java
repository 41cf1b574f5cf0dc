package org.menura.data.tag;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.menura.data.dolma.Document;
import org.menura.data.fasttext.FastText;
import org.menura.data.fasttext.Prediction;
import org.menura.data.plan.MapStage;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.text.Characters;
import org.menura.data.text.Slices;
import org.menura.data.text.TextView;
import org.menura.format.FormatException;
import org.menura.format.TextFile;

/** Filters that look at more than the text, or ask a file of the user's about it. */
final class MetadataFilters {
    private MetadataFilters() {}

    static List<FilterType> types() {
        return List.of(
                new FilterType(
                        "language",
                        "Keeps documents of some languages, by a fastText classifier, and notes the language.",
                        List.of(
                                Filters.parameter("model", "needed", "the classifier, .bin or .ftz"),
                                Filters.parameter("languages", "all", "the languages that are kept"),
                                Filters.parameter("language_threshold", 0.65, "least probability"),
                                Filters.parameter("label_only", false, "whether documents are noted, not dropped"),
                                Filters.parameter(
                                        "keep_top_pairs_threshold", -1, "notes all languages above it; -1: none"),
                                Filters.parameter("script", false, "whether labels end in a script, as GlotLID's do")),
                        MetadataFilters::language),
                new FilterType(
                        "fasttext_filter",
                        "Keeps or removes documents, paragraphs or sentences by labels of a fastText classifier.",
                        List.of(
                                Filters.parameter("model", "needed", "the classifier, .bin or .ftz"),
                                Filters.parameter(
                                        "keep_labels", "none", "{label: least probability}, one of which is needed"),
                                Filters.parameter(
                                        "remove_labels", "none", "{label: probability} from which on it is removed"),
                                Filters.parameter(
                                        "save_labels_in_metadata", true, "whether mean probabilities are noted"),
                                Filters.parameter("newline_replacement", "nothing", "what is put for line feeds"),
                                Filters.parameter("filter_mode", "DOCUMENT", "DOCUMENT, PARAGRAPH or SENTENCE")),
                        FastTextFilter::stage),
                new FilterType(
                        "url_filter",
                        "Drops documents by the words and the host of metadata.url.",
                        UrlFilter.PARAMETERS,
                        UrlFilter::stage),
                new FilterType(
                        "unigram_log_prob",
                        "Keeps texts whose words are frequent on the mean.",
                        List.of(
                                Filters.parameter(
                                        "frequencies", "needed", "a CSV file with the columns word and count"),
                                Filters.parameter("logprobs_threshold", -10, "least mean logarithm of a word's share")),
                        MetadataFilters::unigram));
    }

    static MapStage regex(Options options) {
        Pattern pattern;
        try {
            // As Python's re takes classes, case, full stops and dollars; datatrove's patterns are written for it.
            int flags = Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNICODE_CASE | Pattern.UNIX_LINES;
            pattern = Pattern.compile(options.text("pattern"), flags);
        } catch (PatternSyntaxException e) {
            throw options.error("pattern", "is no regular expression: " + e.getDescription());
        }
        return row -> pattern.matcher(row.text()).find() ? Outcome.drop("the pattern matches") : Outcome.keep(row);
    }

    private static MapStage language(Options options) {
        FastText model = FastText.open(options.file("model"));
        List<String> languages = options.texts("languages");
        double least = options.real("language_threshold", 0.65, 0, 1);
        boolean only = options.flag("label_only", false);
        double noted = options.real("keep_top_pairs_threshold", -1, -1, 1);
        boolean script = options.flag("script", false);
        return row -> {
            Map<String, Double> found = new LinkedHashMap<>();
            for (Prediction prediction : model.predict(row.text().replace('\n', ' '), -1, 0)) {
                found.put(prediction.name(), (double) prediction.probability());
            }
            if (found.isEmpty()) {
                return only ? Outcome.keep(row) : Outcome.drop("no language");
            }
            Map.Entry<String, Double> best = found.entrySet().iterator().next();
            Document document = row.document();
            String language = best.getKey();
            int end = language.indexOf('_');
            if (script && end > 0) {
                document = document.withMetadata("language_script", TextNode.valueOf(language.substring(end + 1)));
                language = language.substring(0, end);
            }
            document = document.withMetadata("language", TextNode.valueOf(language))
                    .withMetadata("language_score", DoubleNode.valueOf(best.getValue()));
            boolean kept = languages.isEmpty() ? best.getValue() > least : false;
            for (String name : languages.isEmpty() ? found.keySet() : languages) {
                double score = found.getOrDefault(name, 0.0);
                kept |= !languages.isEmpty() && score > least;
                if (noted != -1 && score > noted) {
                    document = document.withMetadata("top_language_" + name + "_score", DoubleNode.valueOf(score));
                }
            }
            return only || kept ? Outcome.keep(row.with(document)) : Outcome.drop("language", language);
        };
    }

    private static MapStage unigram(Options options) {
        Map<String, Double> logarithms = frequencies(options.file("frequencies"));
        double least = options.real("logprobs_threshold", -10, -1e6, 0);
        double unknown = Math.log(1e-9);
        return row -> {
            TextView text = new TextView(row.text());
            Slices words = text.words();
            double sum = 0;
            for (int w = 0; w < words.size(); w++) {
                String word = Characters.lower(text.slice(words.start(w), words.end(w)));
                sum += logarithms.getOrDefault(word, unknown);
            }
            double mean = words.size() == 0 ? 0 : sum / words.size();
            return mean > least ? Outcome.keep(row) : Outcome.drop("rare words");
        };
    }

    private static Map<String, Double> frequencies(Path file) {
        List<String> words = new ArrayList<>();
        List<Double> counts = new ArrayList<>();
        double total = 0;
        try {
            List<String> lines = TextFile.lines(file);
            for (int i = 1; i < lines.size(); i++) {
                int comma = lines.get(i).lastIndexOf(',');
                String count = lines.get(i).substring(comma + 1).strip();
                if (comma < 0 || !count.matches("\\d{1,18}")) {
                    throw new FormatException("%s, line %d: a word and its count are needed, with a comma between"
                            .formatted(file, i + 1));
                }
                words.add(lines.get(i).substring(0, comma));
                counts.add(Double.parseDouble(count));
                total += counts.getLast();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Double> logarithms = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            logarithms.put(words.get(i), Math.log(counts.get(i) / total));
        }
        return logarithms;
    }

    /** The address of a document. */
    static String url(Document document) {
        JsonNode url = document.metadata("url");
        if (!url.isTextual() || url.textValue().isEmpty()) {
            throw Filters.missing(document.id(), "metadata.url");
        }
        return url.textValue();
    }
}
