package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/** Translations, names and answers in African languages: MAFAND, MasakhaNER and AfriQA, as AfroBench asks for them. */
final class AfricanTexts {
    private static final double TINY = 1e-13;
    private static final Map<String, String> LANGUAGES = Map.ofEntries(
            Map.entry("amh", "Amharic"),
            Map.entry("bam", "Bambara"),
            Map.entry("bbj", "Gbomala"),
            Map.entry("ewe", "Ewe"),
            Map.entry("fon", "Fon"),
            Map.entry("hau", "Hausa"),
            Map.entry("ibo", "Igbo"),
            Map.entry("kin", "Kinyarwanda"),
            Map.entry("lug", "Luganda"),
            Map.entry("luo", "Luo"),
            Map.entry("mos", "Mossi"),
            Map.entry("nya", "Chichewa"),
            Map.entry("pcm", "Nigerian Pidgin"),
            Map.entry("sna", "Shona"),
            Map.entry("swa", "Swahili"),
            Map.entry("tsn", "Setswana"),
            Map.entry("twi", "Twi"),
            Map.entry("wol", "Wolof"),
            Map.entry("xho", "Xhosa"),
            Map.entry("yor", "Yoruba"),
            Map.entry("zul", "Zulu"));
    private static final PythonRegex PUNCTUATION = PythonRegex.compile("[!\"$%&'()*+,-./:;<=>?[\\]^_`{|}~•@.\"\"-,`]+");
    private static final PythonRegex ARTICLES = PythonRegex.compile("\\b(a|an|the)\\b");
    private static final PythonRegex GAPS = PythonRegex.compile("\\s{3,}|\\t");
    private static final PythonRegex SPACE = PythonRegex.compile("\\s+");

    private AfricanTexts() {}

    /** A sentence in an African language, and in English or French. */
    private record Pair(String african, String language, String european, String other) {
        static Pair of(Map<String, @Nullable Object> document) {
            Map<?, ?> translation = Fields.map(document, "translation");
            String european = translation.containsKey("en") ? "en" : "fr";
            for (Object key : translation.keySet()) {
                if (!"en".equals(key) && !"fr".equals(key)) {
                    String code = String.valueOf(key);
                    return new Pair(
                            Python.str(translation.get(key)),
                            LANGUAGES.getOrDefault(code, ""),
                            Python.str(Fields.get(translation, european)),
                            european.equals("en") ? "English" : "French");
                }
            }
            throw new FormatException("the translation of a document is in English or French alone");
        }

        /** Lays the pair out: the language asked from, the one asked for, and the sentence. */
        String asked(String format, boolean fromAfrican) {
            if (language.isEmpty()) {
                throw new FormatException("the translation of a document is in none of the languages of MAFAND: %s"
                        .formatted(String.join(
                                ", ", LANGUAGES.keySet().stream().sorted().toList())));
            }
            return fromAfrican
                    ? format.formatted(language, other, african)
                    : format.formatted(other, language, european);
        }
    }

    static List<PythonModule> modules() {
        String translator =
                "You are an advanced Translator, a specialized assistant designed to translate documents from"
                        + " %1$s into %2$s. \nYour main goal is to ensure translations are grammatically correct and human-oriented."
                        + " \n%1$s: %3$s \n%2$s: ";
        String expert = "You are a translation expert. Translate the following %1$s sentence";
        String sentences = "\n%1$s sentence: %3$s\n%2$s sentence: ";
        return List.of(
                PythonModule.of(
                                "afrobench/mafand/prompt_1/african-english/utils.py",
                                "e5b3741b622dca47aa2848c164a960d414efe7a8d897bb5d86a4fa09948f96ec")
                        .text("get_target", document -> Pair.of(document).european)
                        .text("get_target_reverse", document -> Pair.of(document).african)
                        .text(
                                "create_text_prompt_1",
                                document -> Pair.of(document).asked(translator, true))
                        .text(
                                "create_reverse_prompt_1",
                                document -> Pair.of(document).asked(translator, false))
                        .text(
                                "create_text_prompt_3",
                                document -> Pair.of(document).asked(expert + "s to %2$s. " + sentences, true))
                        .text(
                                "create_reverse_prompt_3",
                                document -> Pair.of(document).asked(expert + " into %2$s" + sentences, false)),
                PythonModule.of(
                                "afrobench/masakhaner/prompt_1/utils.py",
                                "289219763bb297fa5396c816a5ba412ddc0b9c502469ef927fd4aa49d2099c8b")
                        .values("span_f1_agg", AfricanTexts::spanF1),
                PythonModule.of(
                                "afrobench/afriqa/prompt_1/utils.py",
                                "60987189f3532e012676b80bd5965441fc9cd9492db48133aefcf06e26e10649")
                        .values("f1", AfricanTexts::meanF1));
    }

    private static double meanF1(List<@Nullable Object> values) {
        double sum = 0;
        List<@Nullable Object> gold = Multilingual.column(values, 0);
        List<@Nullable Object> predicted = Multilingual.column(values, 1);
        for (int i = 0; i < gold.size(); i++) {
            sum += Squad.f1(words(gold.get(i)), words(predicted.get(i))).doubleValue();
        }
        return sum / gold.size();
    }

    private static List<String> words(@Nullable Object answer) {
        if (answer instanceof String text) {
            return PythonText.split(Squad.normal(text));
        }
        throw new FormatException("an answer is %s, not a text".formatted(Python.repr(answer)));
    }

    private static double spanF1(List<@Nullable Object> values) {
        List<@Nullable Object> gold = Multilingual.column(values, 0);
        List<@Nullable Object> predicted = Multilingual.column(values, 1);
        long found = 0;
        long wrong = 0;
        long missed = 0;
        for (int i = 0; i < gold.size(); i++) {
            List<List<String>> left = spans(gold.get(i));
            for (List<String> span : spans(predicted.get(i))) {
                if (left.remove(span)) {
                    found++;
                } else {
                    wrong++;
                }
            }
            missed += left.size();
        }
        double precision = found / (found + wrong + TINY);
        double recall = found / (found + missed + TINY);
        return 2.0 * (precision * recall / (precision + recall + TINY));
    }

    /** Reads labels with what they stand for: {@code PERSON: Ann $ LOCATION: Accra}. */
    private static List<List<String>> spans(@Nullable Object tags) {
        String text = tags instanceof List<?> list
                ? String.join(
                        " ",
                        list.stream().map(t -> PythonText.strip(Python.str(t))).toList())
                : Python.str(tags);
        List<List<String>> spans = new ArrayList<>();
        for (String part : PythonText.split(PythonText.strip(text), "$$", -1)) {
            for (String tag : PythonText.split(part, "$", -1)) {
                if (!tag.isEmpty()) {
                    addAll(PythonText.strip(tag), spans);
                }
            }
        }
        return spans;
    }

    private static void addAll(String tags, List<List<String>> spans) {
        for (String sentence : PythonText.split(tags, ". ", -1)) {
            for (String item : PythonText.split(sentence, ", ", -1)) {
                List<String> sides = PythonText.split(PythonText.strip(item), ": ", -1);
                if (sides.size() == 2) {
                    spans.add(List.of(normal(PythonText.strip(sides.get(0))), normal(PythonText.strip(sides.get(1)))));
                }
            }
        }
    }

    private static String normal(String text) {
        String plain = ARTICLES.sub(" ", PUNCTUATION.sub(" ", text));
        return PythonCharacters.lower(SPACE.sub(" ", GAPS.sub("", plain)));
    }
}
