package org.menura.data.tag;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import org.menura.data.dolma.Span;
import org.menura.data.fasttext.FastText;
import org.menura.data.fasttext.Prediction;
import org.menura.data.plan.Options;
import org.menura.data.text.Characters;
import org.menura.data.text.Slices;
import org.menura.data.text.Splits;
import org.menura.data.text.TextView;
import org.menura.data.text.UnicodeSentences;

/** Taggers that ask a fastText classifier of the user's: languages, hate, quality, code and prose. */
final class FastTextTaggers {
    private static final List<TaggerType.Parameter> MODEL = List.of(new TaggerType.Parameter(
            "model", "needed", "a fastText classifier, .bin or .ftz, whose labels become the types of spans"));

    private FastTextTaggers() {}

    static List<TaggerType> types() {
        List<TaggerType> types = new ArrayList<>();
        Language all = new Language("ft_lang_id_doc_v1", "", false, false, false, false);
        add(types, all, "Languages of the document with their probabilities.");
        add(types, all.named("ft_lang_id_1e2").rounded(), "The same above 0.01, rounded to two digits.");
        add(types, all.named("ft_lang_id_paragraph_v1").paragraphs(), "Languages of each paragraph.");
        Language english = new Language("ft_lang_id_en_doc_v2", "en", false, true, false, false);
        add(types, english, "Whether the document is English, and not.");
        add(types, new Language("ft_lang_id_en_only_v2", "en", false, false, false, false), "Whether it is English.");
        add(
                types,
                english.named("ft_lang_id_en_paragraph_v2").paragraphs(),
                "Whether paragraphs are English, and not.");
        add(
                types,
                new Language("ft_lang_id_en_paragraph_with_doc_score_v2", "en", true, true, false, true),
                "The same, with the mean over the document's characters.");
        type(types, "jigsaw_hatespeech_document_v2", "Hate speech in the document.", model -> binary(model, false));
        type(types, "jigsaw_hatespeech_sentence_v2", "Hate speech in sentences by UAX #29.", m -> binary(m, true));
        type(types, "jigsaw_nsfw_document_v1", "What is not safe for work in the document.", m -> binary(m, false));
        type(types, "jigsaw_nsfw_sencence_v2", "The same in sentences by UAX #29.", model -> binary(model, true));
        type(types, "dclm-oh-eli5", "Quality of the document by DCLM's classifier.", FastTextTaggers::dclm);
        type(
                types,
                "dolma17-quality",
                "Sources that the document is like, by Dolma 1.7's classifier.",
                m -> sources(m));
        type(types, "code_composition", "Lines of code and of prose.", model -> new CodeComposition(model)::tag);
        type(types, "fasttext", "All labels of the document with their probabilities.", m -> sources(m));
        return types;
    }

    /** The work of a tagger with its model. */
    @FunctionalInterface
    private interface Work {
        void tag(TaggedText text, SpanSink out);
    }

    private record Named(String name, Work work) implements Tagger {
        @Override
        public void tag(TaggedText text, SpanSink out) {
            work.tag(text, out);
        }
    }

    private static void type(List<TaggerType> types, String name, String description, Function<FastText, Work> work) {
        types.add(new TaggerType(name, description, MODEL, options -> new Named(name, work.apply(open(options)))));
    }

    private static FastText open(Options options) {
        return FastText.open(options.file("model"));
    }

    private static void add(List<TaggerType> types, Language language, String description) {
        type(types, language.name, description, model -> (text, out) -> language.tag(model, text, out));
    }

    /**
     * Languages.
     *
     * @param only the only one that is told; empty: all
     * @param byParagraph whether paragraphs are asked about one by one
     * @param negative whether {@code not_} types are told too
     * @param coarse whether those above 0.01 are told, rounded
     * @param mean whether the mean over characters is told
     */
    private record Language(
            String name, String only, boolean byParagraph, boolean negative, boolean coarse, boolean mean) {
        Language named(String other) {
            return new Language(other, only, byParagraph, negative, coarse, mean);
        }

        Language paragraphs() {
            return new Language(name, only, true, negative, coarse, mean);
        }

        Language rounded() {
            return new Language(name, only, byParagraph, negative, true, mean);
        }

        void tag(FastText model, TaggedText text, SpanSink out) {
            TextView view = text.view();
            if (byParagraph) {
                Slices paragraphs = view.paragraphs();
                for (int i = 0; i < paragraphs.size(); i++) {
                    range(model, view, paragraphs.start(i), paragraphs.end(i), out);
                }
            } else {
                range(model, view, 0, view.length(), out);
            }
            double sum = 0;
            SequencedMap<String, List<Span>> negatives = new LinkedHashMap<>();
            for (Map.Entry<String, List<Span>> entry : out.spans().entrySet()) {
                for (Span span : entry.getValue()) {
                    sum += entry.getKey().equals("en") ? (span.end() - span.start()) * span.score() : 0;
                    negatives
                            .computeIfAbsent("not_" + entry.getKey(), key -> new ArrayList<>())
                            .add(new Span(span.start(), span.end(), 1.0 - span.score()));
                }
            }
            if (negative) {
                out.spans().putAll(negatives);
            }
            if (mean) {
                int length = view.length();
                double score = length == 0 ? 0 : sum / length;
                out.add("doc_en", 0, length, score);
                out.add("doc_not_en", 0, length, length == 0 ? 0 : 1 - score);
            }
        }

        private void range(FastText model, TextView view, int from, int to, SpanSink out) {
            String line = Characters.lower(view.slice(from, to)).replace('\n', ' ');
            boolean found = false;
            for (Prediction prediction : model.predict(strip(line), -1, 0)) {
                double score = prediction.probability();
                if (coarse) {
                    if (!(score > 0.01)) {
                        continue;
                    }
                    score = Math.rint(score * 100) / 100;
                }
                if (only.isEmpty() || prediction.name().equals(only)) {
                    out.add(prediction.name(), from, to, score);
                    found = true;
                }
            }
            if (!found && !only.isEmpty()) {
                out.add(only, from, to, 0);
            }
        }
    }

    static String strip(String text) {
        int[] points = Characters.points(text);
        int end = Splits.stripEnd(points, 0, points.length);
        int start = Splits.stripStart(points, 0, end);
        return new String(points, start, end - start);
    }

    /** Two labels, the one with "non" in its name second. */
    private static Work binary(FastText model, boolean sentences) {
        return (text, out) -> {
            TextView view = text.view();
            Slices units = sentences ? UnicodeSentences.split(view.points()) : new Slices(1);
            if (!sentences) {
                units.add(0, view.length());
            }
            for (int i = 0; i < units.size(); i++) {
                String line = strip(view.slice(units.start(i), units.end(i)).replace('\n', ' '));
                List<Prediction> predictions = new ArrayList<>(model.predict(line, -1, 0));
                predictions.sort((a, b) ->
                        Boolean.compare(a.label().contains("non"), b.label().contains("non")));
                for (Prediction prediction : predictions) {
                    out.add(prediction.label(), units.start(i), units.end(i), prediction.probability());
                }
            }
        };
    }

    private static Work dclm(FastText model) {
        return (text, out) -> {
            int[] points = text.points();
            int end = Splits.stripEnd(points, 0, points.length);
            Slices lines = Splits.anyLines(points, Splits.stripStart(points, 0, end), end);
            List<String> joined = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                joined.add(text.view().slice(lines.start(i), lines.end(i)));
            }
            for (Prediction best : model.predict(String.join(" ", joined), 1, 0)) {
                boolean crawled = best.label().equals("__label__cc");
                String type = best.name().replace("cc", "score").replace("hq", "score");
                out.add(type, 0, points.length, crawled ? 1.0 - best.probability() : best.probability());
            }
        };
    }

    private static Work sources(FastText model) {
        return (text, out) -> {
            Slices words = text.view().chunks();
            String[] tokens = new String[words.size()];
            Arrays.setAll(tokens, i -> text.view().slice(words.start(i), words.end(i)));
            for (Prediction prediction : model.predict(String.join(" ", tokens), -1, 0)) {
                out.add(prediction.name(), 0, text.length(), prediction.probability());
            }
        };
    }
}
